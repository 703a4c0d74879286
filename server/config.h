// What an operator can set, by flags, MAYFLY_ variables or a file.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "server/config_http.h"
#include "server/log.h"
#include "server/rules.h"

namespace mayfly {

// A person with a few large drops a day, or many small ones; of a small public box one client
// cannot take it all.
inline constexpr BudgetLimits kBudgetOfOneClient = {
    .creates_per_hour = 60, .bytes_per_day = uint64_t{20} << 30, .open_drops = 10};

struct Config {
  std::string host = "127.0.0.1";
  uint16_t port = 8080;
  std::string metrics_host = "127.0.0.1";
  uint16_t metrics_port = 0;  // 0: none
  std::string web_folder;     // empty: only what is inside the program
  std::string data_folder = "mayfly-data";
  LogFormat log_format = LogFormat::kPlain;
  std::string tls_certificate;  // empty: plain HTTP
  std::string tls_key;
  uint64_t hsts_seconds = uint64_t{365} * 86'400;
  uint64_t default_expires_in_seconds = 86'400;
  uint32_t default_max_views = 1;
  std::string report_recipient;  // age1…; empty: no abuse reports
  std::string terms_file;        // empty: no terms
  HttpLimits http;
  RuleLimits rules = {.per_client = kBudgetOfOneClient};
};

// Asked for help or the version, or made a mistake: what to print, and how to exit.
struct EarlyExit {
  int status;  // 0, or 2 for a mistake
  std::string output;
  std::string error;
};

inline constexpr char kVersion[] = MAYFLY_VERSION;

EarlyExit mistaken(const std::vector<std::string>& mistakes);

// Flags win over variables, those over the file, and that over the defaults.
std::variant<Config, EarlyExit> parse_config(int argc, const char* const* argv);

}  // namespace mayfly
