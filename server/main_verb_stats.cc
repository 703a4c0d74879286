// `mayflyd stats`: how much the server holds, in a few lines.
#include <array>
#include <cstdio>

#include "server/main_verbs.h"

namespace mayfly {
namespace {

// Like 1.5 GiB.
std::string size_words(uint64_t bytes) {
  constexpr std::array kUnits = {"bytes", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
  auto value = static_cast<double>(bytes);
  size_t unit = 0;
  for (; value >= 1024 && unit + 1 < kUnits.size(); ++unit) value /= 1024;
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), unit == 0 ? "%.0f %s" : "%.1f %s", value, kUnits[unit]);
  return text.data();
}

// Like 2 d 3 h, the two greatest units.
std::string time_words(int64_t seconds) {
  if (seconds < 60) return std::to_string(seconds) + " s";
  const auto words = [](int64_t great, const char* unit, int64_t small, const char* next) {
    return std::to_string(great) + unit + std::to_string(small) + next;
  };
  if (seconds < 3'600) return words(seconds / 60, " min ", seconds % 60, " s");
  if (seconds < 86'400) return words(seconds / 3'600, " h ", seconds % 3'600 / 60, " min");
  return words(seconds / 86'400, " d ", seconds % 86'400 / 3'600, " h");
}

std::string text_of(const nlohmann::json& stats) {
  const auto number = [&](const char* name) {
    return std::to_string(stats.value(name, uint64_t{}));
  };
  const auto size = [&](const char* name) { return size_words(stats.value(name, uint64_t{})); };
  std::string text = "mayflyd " + stats.value("version", "") + ", up " +
                     time_words(stats.value("uptime_seconds", int64_t{})) + '\n';
  text += "drops     " + number("live_drops") + " live, " + number("open_drops") +
          " being uploaded, " + number("ended_drops") + " ended and remembered; at most " +
          number("drops_max") + '\n';
  text += "storage   " + size("reserved_bytes") + " reserved of " + size("reserved_bytes_max") +
          "; the disk has " + size("disk_free_bytes") + " left\n";
  text += "views     " + number("views_granted") + " granted since the start, " +
          number("running_leases") + " running\n";
  text += "erasures  " + number("waiting_erasures") + " waiting";
  const auto& oldest = stats.value("oldest_erasure_seconds", nlohmann::json());
  if (oldest.is_number())
    text += ", the first for " + time_words(static_cast<int64_t>(oldest.get<double>()));
  return text + "\nblocked   " + number("blocked_parts") + " parts\n";
}

}  // namespace

int show_stats(const VerbCall& call) {
  const auto answer = ask_server(call, {Method::kGet, "/stats", {}});
  if (!answer) return kFailed;
  if (answer->status != 200) {
    say_refusal(*answer);
    return kFailed;
  }
  const nlohmann::json& stats = answer->document;
  const std::string text = call.has("--json") ? stats.dump() + '\n' : text_of(stats);
  std::fputs(text.c_str(), stdout);
  return 0;
}

}  // namespace mayfly
