// A page of metrics in Prometheus' text format, written by its client library.
#pragma once

#include <prometheus/metric_family.h>

#include <string>
#include <vector>

#include "server/histogram.h"

namespace mayfly {

// One label, or none where the name is empty. Values come from closed sets only: never from a
// request, a drop or a person.
struct Label {
  std::string name;
  std::string value;
};

class MetricsPage {
 public:
  // Several calls with one name, differing in their labels, must follow each other.
  void counter(const std::string& name, const std::string& help, double value,
               std::vector<Label> labels = {});
  void gauge(const std::string& name, const std::string& help, double value,
             std::vector<Label> labels = {});
  void histogram(const std::string& name, const std::string& help, const Histogram& histogram,
                 std::vector<Label> labels = {});

  std::string text() const;

 private:
  prometheus::ClientMetric& add(const std::string& name, const std::string& help,
                                prometheus::MetricType type, std::vector<Label> labels);

  std::vector<prometheus::MetricFamily> families_;
};

}  // namespace mayfly
