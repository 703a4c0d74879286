// Which path is which file, and what its answer says about caching, encoding and safety.
#include "server/site.h"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>

#include "common/base64url.h"
#include "server/problem.h"
#include "server/request_headers.h"

namespace mayfly {
namespace {

struct Page {
  std::string_view path;
  std::string_view file;
  bool has_secret_link;  // search engines are to stay away
};
constexpr std::string_view kTermsPage = "/terms";
constexpr std::array<Page, 5> kPages{{{"/", "/index.html", false},
                                      {"/d", "/d.html", true},
                                      {"/m", "/m.html", true},
                                      {"/how", "/how.html", false},
                                      {kTermsPage, "/terms.html", false}}};
constexpr std::string_view kTermsFile = "/terms.txt";
constexpr std::string_view kBentFile = "/bent.html";

struct Kind {
  std::string_view extension;
  std::string_view media_type;
};
constexpr std::array<Kind, 10> kKinds{{{".css", "text/css; charset=utf-8"},
                                       {".html", "text/html; charset=utf-8"},
                                       {".ico", "image/x-icon"},
                                       {".js", "text/javascript; charset=utf-8"},
                                       {".json", "application/json"},
                                       {".png", "image/png"},
                                       {".svg", "image/svg+xml"},
                                       {".txt", "text/plain; charset=utf-8"},
                                       {".wasm", "application/wasm"},
                                       {".webmanifest", "application/manifest+json"}}};

// Empty for a file of a kind that is not served.
std::string_view media_type_of(std::string_view path) {
  const size_t dot = std::min(path.rfind('.'), path.size());
  for (const Kind& kind : kKinds) {
    if (path.substr(dot) == kind.extension) return kind.media_type;
  }
  return {};
}

// Browsers run only these as pages of their own; an SVG image can be opened as one.
bool is_document(std::string_view path) {
  return path.ends_with(".html") || path.ends_with(".svg");
}

// protocol.md, "Links that mail gateways bend": the `#` came as `%23`, with the secret behind it.
bool is_bent(std::string_view path) {
  return path.substr(0, 5) == "/d%23" || path.substr(0, 5) == "/m%23";
}

bool is_page_file(std::string_view path) {
  return path == kBentFile || std::any_of(kPages.begin(), kPages.end(),
                                          [&](const Page& page) { return page.file == path; });
}

// Segments of letters, digits, `-`, `_` and `.`, none beginning with a dot: nothing climbs out.
bool is_plain_path(std::string_view path) {
  constexpr std::string_view kAllowed =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./";
  return path.find_first_not_of(kAllowed) == std::string_view::npos &&
         path.find("/.") == std::string_view::npos && path.find("//") == std::string_view::npos;
}

std::string hash_of(std::string_view bytes) {
  ByteArray<16> hash{};
  const ByteView input = as_bytes(bytes);
  crypto_generichash(hash.data(), hash.size(), input.data(), input.size(), nullptr, 0);
  return base64url_encode(hash);
}

// Weak comparison is all that If-None-Match asks for (RFC 9110 section 13.1.2).
bool names_tag(std::string_view if_none_match, std::string_view tag) {
  return if_none_match == "*" || if_none_match.find(tag) != std::string_view::npos;
}

Response not_found() { return problem_response(Code::kNotFound); }

}  // namespace

Site::Site(std::span<const Asset> assets, std::string web_folder, std::string terms)
    : web_folder_(std::move(web_folder)), terms_(std::move(terms)) {
  const auto add = [this](const Asset& asset) {
    entries_.emplace(std::string(asset.path), Entry{asset, hash_of(asset.bytes)});
  };
  std::for_each(assets.begin(), assets.end(), add);
  if (!terms_.empty()) add({kTermsFile, terms_, {}, {}});
}

Response Site::handle(const Request& request) const {
  std::string path = request.path;
  bool is_secret = false;
  bool is_stored = true;
  if (is_bent(path)) {
    path = kBentFile;
    is_secret = true;
    is_stored = false;
  } else if (is_page_file(path)) {
    return not_found();
  }
  if (path == kTermsPage && terms_.empty()) return not_found();
  for (const Page& page : kPages) {
    if (request.path != page.path) continue;
    path = page.file;
    is_secret = page.has_secret_link;
  }

  auto file = find(path, request);
  if (!file) return not_found();
  Response response;
  add_page_headers(response);
  if (is_document(path)) add_document_headers(response);
  response.headers.emplace_back("Cache-Control", is_stored ? "no-cache" : "no-store");
  if (is_secret) response.headers.emplace_back("X-Robots-Tag", "noindex, nofollow");
  if (is_stored) {
    response.headers.emplace_back("ETag", file->entity_tag);
    response.headers.emplace_back("Vary", "Accept-Encoding");
    if (names_tag(request.if_none_match, file->entity_tag)) {
      response.status = 304;
      return response;
    }
  }
  response.headers.emplace_back("Content-Type", media_type_of(path));
  if (!file->encoding.empty()) response.headers.emplace_back("Content-Encoding", file->encoding);
  response.body = std::move(file->bytes);
  return response;
}

std::optional<Site::File> Site::find(const std::string& path, const Request& request) const {
  if (!web_folder_.empty()) {
    if (auto file = find_in_folder(path)) return file;
  }
  return find_embedded(path, request);
}

std::optional<Site::File> Site::find_embedded(const std::string& path,
                                              const Request& request) const {
  const auto found = entries_.find(path);
  if (found == entries_.end()) return std::nullopt;
  const auto& [asset, hash] = found->second;
  // Each encoding is a representation of its own, with a tag of its own.
  if (request.accepts_brotli && !asset.brotli.empty()) {
    return File{asset.brotli, '"' + hash + "-br\"", "br"};
  }
  if (request.accepts_gzip && !asset.gzip.empty()) {
    return File{asset.gzip, '"' + hash + "-gz\"", "gzip"};
  }
  return File{asset.bytes, '"' + hash + '"', {}};
}

std::optional<Site::File> Site::find_in_folder(const std::string& path) const {
  if (!is_plain_path(path) || media_type_of(path).empty()) return std::nullopt;
  std::ifstream stream(web_folder_ + path, std::ios::binary);
  if (!stream) return std::nullopt;
  std::string bytes{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
  if (stream.bad()) return std::nullopt;
  std::string tag = '"' + hash_of(bytes) + '"';
  return File{std::move(bytes), std::move(tag), {}};
}

}  // namespace mayfly
