// Writing and reading the JSON of reports.
#include "tools/mayfly/report_text.h"

#include <algorithm>
#include <array>

#include "tools/mayfly/json.h"
#include "tools/mayfly/say.h"

namespace mayfly {
namespace {

struct Reason {
  std::string_view code;
  std::string_view meaning;
};

constexpr std::array<Reason, 5> kReasons = {{
    {"child-abuse", "sexual abuse of children"},
    {"violence", "violence, threats or terrorism"},
    {"malware", "malware, phishing or fraud"},
    {"without-consent", "private pictures or data, shared without consent"},
    {"other", "something else"},
}};

const Reason* find_reason(std::string_view code) {
  const auto* const found = std::find_if(kReasons.begin(), kReasons.end(),
                                         [&](const Reason& each) { return each.code == code; });
  return found == kReasons.end() ? nullptr : found;
}

Json text_or_null(const std::optional<std::string>& text) {
  return text ? Json(*text) : Json(nullptr);
}

}  // namespace

std::string list_reasons() {
  std::string text;
  for (const auto& [code, meaning] : kReasons) {
    text.append("    ").append(code).append(18 - code.size(), ' ').append(meaning).push_back('\n');
  }
  return text;
}

std::string reason_meaning(const std::string& code) {
  const Reason* reason = find_reason(code);
  return reason == nullptr ? printable(code) : std::string(reason->meaning);
}

bool is_reason(std::string_view code) { return find_reason(code) != nullptr; }

SecretBytes format_report(const ReportText& report) {
  std::string json = json_text({{"v", 1},
                                {"grant", report.grant},
                                {"link", text_or_null(report.link)},
                                {"password", text_or_null(report.password)},
                                {"reason", report.reason},
                                {"words", report.words}});
  SecretBytes bytes(as_bytes(json));
  sodium_memzero(json.data(), json.size());
  return bytes;
}

std::optional<ReportText> parse_report(ByteView json) {
  const auto object = parse_json_object(as_chars(json));
  if (!object || json_number(*object, "v") != 1) return std::nullopt;
  ReportText report;
  report.grant = json_string(*object, "grant").value_or("");
  report.link = json_string(*object, "link");
  report.password = json_string(*object, "password");
  report.reason = json_string(*object, "reason").value_or("");
  report.words = json_string(*object, "words").value_or("");
  return report;
}

}  // namespace mayfly
