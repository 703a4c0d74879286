// Families, one after the other, and prometheus-cpp's writer.
#include "server/metrics_page.h"

#include <prometheus/text_serializer.h>

#include <limits>
#include <sstream>

namespace mayfly {

prometheus::ClientMetric& MetricsPage::add(const std::string& name, const std::string& help,
                                           prometheus::MetricType type, std::vector<Label> labels) {
  if (families_.empty() || families_.back().name != name) {
    families_.push_back({name, help, type, {}});
  }
  auto& metric = families_.back().metric.emplace_back();
  for (Label& label : labels) {
    metric.label.push_back({std::move(label.name), std::move(label.value)});
  }
  return metric;
}

void MetricsPage::counter(const std::string& name, const std::string& help, double value,
                          std::vector<Label> labels) {
  add(name, help, prometheus::MetricType::Counter, std::move(labels)).counter.value = value;
}

void MetricsPage::gauge(const std::string& name, const std::string& help, double value,
                        std::vector<Label> labels) {
  add(name, help, prometheus::MetricType::Gauge, std::move(labels)).gauge.value = value;
}

void MetricsPage::histogram(const std::string& name, const std::string& help,
                            const Histogram& histogram, std::vector<Label> labels) {
  auto& written = add(name, help, prometheus::MetricType::Histogram, std::move(labels)).histogram;
  for (size_t i = 0; i < Histogram::kClasses; ++i) {
    written.sample_count += histogram.in_class(i);
    const bool is_last = i == Histogram::kBounds.size();
    const double bound = is_last ? std::numeric_limits<double>::infinity() : Histogram::kBounds[i];
    written.bucket.push_back({written.sample_count, bound});
  }
  written.sample_sum = histogram.sum_seconds();
}

std::string MetricsPage::text() const {
  std::ostringstream out;
  prometheus::TextSerializer().Serialize(out, families_);
  return std::move(out).str();
}

}  // namespace mayfly
