// The one table of what an operator can set, in the order in which --help shows it.
#include "server/config.h"

#include <unistd.h>

#include <cstdlib>

#include "common/bech32.h"
#include "server/config_file.h"
#include "server/config_flags.h"
#include "server/config_table.h"
#include "server/network.h"
#include "server/tls_identity.h"

namespace mayfly {
namespace {

constexpr int kUsageStatus = 2;
// A part on its way, and another.
constexpr uint64_t kBuffersMin = 16 << 20;
constexpr uint64_t kYears100 = uint64_t{100} * 366 * 86'400;

void add_settings(Settings& settings, Config& config) {
  RuleLimits& rules = config.rules;
  HttpLimits& http = config.http;
  settings.group("Where");
  settings.text("--host", config.host, "ADDRESS", "Address or name to listen on");
  settings.number("--port", config.port, 0, 65'535, "Port to listen on; 0 takes a free one");
  settings.text("--data", config.data_folder, "FOLDER",
                "Folder that keeps the drops; made if missing");
  settings.text("--metrics-host", config.metrics_host, "ADDRESS",
                "Address that the operator's metrics listen on");
  settings.number("--metrics-port", config.metrics_port, 0, 65'535,
                  "Port of the metrics; 0 is none");
  settings.text("--web", config.web_folder, "FOLDER",
                "Serve pages from here first, for work on them");
  settings.choice<LogFormat>("--log-format", config.log_format,
                             {{"plain", LogFormat::kPlain}, {"json", LogFormat::kJson}},
                             "How a line of the log is written");

  settings.group("TLS");
  settings.file("--tls-certificate", config.tls_certificate,
                "PEM file with the certificate and its chain; without it, plain HTTP");
  settings.file("--tls-key", config.tls_key, "PEM file with the certificate's key");
  settings.duration("--hsts", config.hsts_seconds, 0, kYears100,
                    "How long browsers are to insist on TLS; 0 is not at all");

  settings.group("Drops");
  settings.size("--drop-bytes-max", rules.drop_bytes_max, 1, kPayloadSizeMax, "Largest drop");
  settings.size("--storage-bytes-max", rules.reserved_bytes_max, 1, uint64_t{1} << 60,
                "All drops together");
  settings.size("--disk-free-min", rules.disk_free_min, 0, uint64_t{1} << 60,
                "Room on the disk that uploads leave");
  settings.number("--drops-max", rules.drops_max, 1, 1'000'000'000,
                  "Drops at a time, remembered ends included");
  settings.number("--open-drops-max", rules.open_drops_max, 1, 1'000'000,
                  "Uploads that are not finished");
  settings.duration("--open-for", rules.open_seconds, 1, kYears100, "Time to finish an upload");
  settings.duration("--open-idle", rules.open_idle_seconds, 1, kYears100,
                    "Time in which an upload must go on");
  settings.number("--creates-per-hour", rules.per_client.creates_per_hour, 0, 1'000'000'000,
                  "New drops of one address; 0 is no limit");
  settings.size("--bytes-per-day", rules.per_client.bytes_per_day, 0, uint64_t{1} << 60,
                "New drops of one address, by size, and parts sent again and again; 0 is no limit");
  settings.number("--open-drops-per-client", rules.per_client.open_drops, 0, 1'000'000,
                  "Unfinished uploads of one address; 0 is no limit");
  settings.duration("--expires-in-max", rules.expires_in_max_seconds, 1, kYears100, "Longest life");
  settings.duration("--expires-in", config.default_expires_in_seconds, 1, kYears100,
                    "Life that pages offer first");
  settings.number("--max-views", config.default_max_views, 0, kMaxViewsMax,
                  "Views that pages offer first; 0 is no limit");

  settings.duration("--blocked-for", rules.blocked_seconds, 1, kYears100,
                    "How long what was taken down is not taken again");

  settings.group("Views");
  settings.duration("--lease", rules.lease_seconds, 1, kYears100,
                    "How long a view lasts after its last part");
  settings.duration("--lease-total", rules.lease_total_seconds, 1, kYears100,
                    "How long a view lasts in all");

  settings.group("Reports and terms");
  settings.text("--report-recipient", config.report_recipient, "KEY",
                "Take abuse reports, sealed to this key, age1…");
  settings.number("--reports-max", rules.reports_max, 1, 1'000'000, "Reports that wait for you");
  settings.number("--reports-per-drop-max", rules.reports_per_drop_max, 1, 1'000,
                  "Reports kept of one drop");
  settings.duration("--report-life", rules.report_seconds, 1, kYears100,
                    "How long a report waits for you");
  settings.file("--terms", config.terms_file, "Plain text that all pages lead to");

  settings.group("Connections");
  settings.texts(
      "--trusted-proxy", http.trusted_proxies, "NETWORK",
      "an address, or a network like 10.0.0.0/8",
      [](std::string_view text) { return Networks().add(text); },
      "A proxy whose X-Forwarded-For is believed; may be given again");
  settings.number("--threads", http.threads, 1, 1'024, "Requests worked on at a time");
  settings.number("--connections-max", http.connections_max, 1, 100'000, "Connections at a time");
  settings.number("--connections-per-client", http.connections_per_client_max, 0, 100'000,
                  "The same of one address; 0 is no limit");
  settings.size("--buffers-max", http.buffered_bytes_max, kBuffersMin, uint64_t{1} << 40,
                "Memory for parts on their way in");
  settings.size("--buffers-per-client", http.buffered_bytes_per_client_max, 0, uint64_t{1} << 40,
                "The same for one address; 0 is no limit");
  settings.duration("--head-time", http.head_seconds_max, 1, 3'600,
                    "Time for a request's header to arrive");
  settings.duration("--idle-time", http.idle_seconds_max, 1, 3'600,
                    "How long an idle connection stays");
  settings.size("--slowest", http.bytes_per_second_min, 1, 1 << 30,
                "Bytes a second below which a body is given up");
  settings.duration("--drain-time", http.drain_seconds_max, 0, 3'600,
                    "How long a stop waits for requests under way");
}

// An empty variable is as good as none: a service file cannot always leave one out.
std::string variable(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  return value == nullptr ? "" : value;
}

void take_variables(Settings& settings, Mistakes& mistakes) {
  for (Setting& setting : settings.all()) {
    const std::string value = variable(setting.variable());
    if (value.empty()) continue;
    std::vector<std::string> texts = {value};
    if (setting.shape == Shape::kTexts) texts = split_at_commas(value);
    assign(setting, texts, Origin::kEnvironment, setting.variable(), mistakes);
  }
}

bool is_age_recipient(std::string_view text) {
  ByteArray<kBech32KeySize> key{};
  return text.starts_with(kAgeRecipientPrefix) &&
         bech32_decode_into(kAgeRecipientPrefix, text, key).has_value();
}

// What no setting can say alone, and what a setting's own form does not say.
void check_together(const Settings& settings, Config& config, Mistakes& mistakes) {
  if (!config.report_recipient.empty() && !is_age_recipient(config.report_recipient)) {
    mistakes.emplace_back(
        "--report-recipient needs the public half of an age key, age1…, as `mayfly reports "
        "--new-key` prints it");
  }
  if (config.tls_certificate.empty() != config.tls_key.empty()) {
    mistakes.emplace_back("--tls-certificate and --tls-key go together");
  }
  if (config.rules.lease_seconds > config.rules.lease_total_seconds) {
    mistakes.emplace_back("--lease must not be longer than --lease-total");
  }
  const uint64_t buffers = config.http.buffered_bytes_per_client_max;
  if (buffers != 0 && buffers < kBuffersMin) {
    mistakes.emplace_back("--buffers-per-client must be 0, or at least 16M");
  }
  const auto longest = static_cast<uint64_t>(config.rules.expires_in_max_seconds);
  if (config.default_expires_in_seconds <= longest) return;
  if (settings.is_default("expires-in")) {
    config.default_expires_in_seconds = longest;
  } else {
    mistakes.emplace_back("--expires-in must not be longer than --expires-in-max");
  }
}

// What a start would find out, and --check-config is to find out before.
void check_files(const Settings& settings, const Config& config, Mistakes& mistakes) {
  for (const Setting& setting : settings.all()) {
    const std::string path = setting.is_file ? setting.texts().front() : std::string();
    if (!path.empty() && access(path.c_str(), R_OK) != 0) {
      mistakes.push_back(setting.flag() + ": " + path + " cannot be read");
    }
  }
  if (!mistakes.empty() || config.tls_certificate.empty()) return;
  const auto identity = TlsIdentity::load(config.tls_certificate, config.tls_key);
  if (!identity) mistakes.push_back("TLS: " + std::string(identity.error().text.view()));
}

}  // namespace

EarlyExit mistaken(const std::vector<std::string>& mistakes) {
  EarlyExit exit{kUsageStatus, {}, {}};
  for (const std::string& mistake : mistakes) exit.error += "mayflyd: " + mistake + '\n';
  exit.error += "Try mayflyd --help.\n";
  return exit;
}

std::variant<Config, EarlyExit> parse_config(int argc, const char* const* argv) {
  Config config;
  Settings settings;
  add_settings(settings, config);
  CommandLine line(settings);
  if (auto exit = line.parse(argc, argv)) return *exit;

  Mistakes mistakes;
  const std::string file =
      line.config_file().empty() ? variable("MAYFLY_CONFIG") : line.config_file();
  if (!file.empty()) take_file(file, settings, mistakes);
  take_variables(settings, mistakes);
  line.take_flags(settings, mistakes);
  if (mistakes.empty()) check_together(settings, config, mistakes);
  if (mistakes.empty() && line.wants_check()) check_files(settings, config, mistakes);
  if (!mistakes.empty()) return mistaken(mistakes);
  if (line.wants_check()) return EarlyExit{0, settings_text(settings), {}};
  return config;
}

}  // namespace mayfly
