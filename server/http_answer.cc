// RFC 9112 section 4, RFC 9110 sections 5.6.7 and 8.6.
#include "server/http_answer.h"

#include <array>

namespace mayfly {
namespace {

std::string_view reason_phrase(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 204:
      return "No Content";
    case 304:
      return "Not Modified";
    default:
      return status < 500 ? "Refused" : "Failed";
  }
}

// Names are written out here: strftime would ask the locale.
std::string http_date(std::time_t time) {
  constexpr std::array kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                               "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  std::tm parts{};
  gmtime_r(&time, &parts);
  std::array<char, 64> text{};
  const int length = std::snprintf(text.data(), text.size(), "%s, %02d %s %04d %02d:%02d:%02d GMT",
                                   kDays[static_cast<size_t>(parts.tm_wday)], parts.tm_mday,
                                   kMonths[static_cast<size_t>(parts.tm_mon)], parts.tm_year + 1900,
                                   parts.tm_hour, parts.tm_min, parts.tm_sec);
  return {text.data(), static_cast<size_t>(length)};
}

}  // namespace

std::string answer_head(const Response& response, bool keep_alive, std::time_t now) {
  std::string head = "HTTP/1.1 ";
  head += std::to_string(response.status);
  head += ' ';
  head += reason_phrase(response.status);
  head += "\r\n";
  const auto add = [&](std::string_view name, std::string_view value) {
    head += name;
    head += ": ";
    head += value;
    head += "\r\n";
  };
  for (const auto& [name, value] : response.headers) add(name, value);
  if (has_content(response.status))
    add("Content-Length", std::to_string(response.content().size()));
  add("Date", http_date(now));
  if (!keep_alive) add("Connection", "close");
  head += "\r\n";
  return head;
}

}  // namespace mayfly
