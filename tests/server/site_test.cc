// The pages: which path is which file, entity tags, encodings, and the header fields that protect.
#include "server/site.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace mayfly {
namespace {

constexpr Asset kAssets[] = {
    {"/bent.html", "bent", {}, {}},        {"/core.wasm", "wasm", {}, {}},
    {"/css/a.css", "style", "gz", "br"},   {"/d.html", "open page", {}, {}},
    {"/index.html", "send page", {}, {}},  {"/js/a.js", "script", "gz", {}},
    {"/m.html", "manage page", {}, {}},    {"/terms.html", "terms page", {}, {}},
    {"/how.html", "how it works", {}, {}},
};

std::string header_of(const Response& response, std::string_view name) {
  std::string value;
  int count = 0;
  for (const auto& [each, text] : response.headers) {
    if (each != name) continue;
    value = text;
    ++count;
  }
  CHECK(count <= 1);
  return value;
}

Request get(const std::string& path) {
  Request request;
  request.method = Method::kGet;
  request.path = path;
  return request;
}

TEST_CASE("each page at its path, each file at its own") {
  const Site site(kAssets, "");
  CHECK(site.handle(get("/")).content() == "send page");
  CHECK(site.handle(get("/d")).content() == "open page");
  CHECK(site.handle(get("/m")).content() == "manage page");
  CHECK(site.handle(get("/how")).content() == "how it works");
  CHECK(site.handle(get("/js/a.js")).content() == "script");
  CHECK(header_of(site.handle(get("/")), "Content-Type") == "text/html; charset=utf-8");
  CHECK(header_of(site.handle(get("/js/a.js")), "Content-Type") ==
        "text/javascript; charset=utf-8");
  CHECK(header_of(site.handle(get("/css/a.css")), "Content-Type") == "text/css; charset=utf-8");
  CHECK(header_of(site.handle(get("/core.wasm")), "Content-Type") == "application/wasm");
}

TEST_CASE("what is not there is not found") {
  const Site site(kAssets, "");
  for (const char* path : {"/x", "/d/", "/d.html", "/index.html", "/how.html", "/bent.html", "//",
                           "/js", "/js/", "/js/../js/a.js", "/d%22", "/D"}) {
    CAPTURE(path);
    CHECK(site.handle(get(path)).status == 404);
  }
}

TEST_CASE("terms are there where the operator has some, as they stand") {
  const Site without(kAssets, "");
  for (const char* path : {"/terms", "/terms.txt", "/terms.html"}) {
    CHECK(without.handle(get(path)).status == 404);
  }
  const Site site(kAssets, "", "Be kind <b>&");
  CHECK(site.handle(get("/terms")).content() == "terms page");
  CHECK(site.handle(get("/terms.html")).status == 404);
  const Response terms = site.handle(get("/terms.txt"));
  CHECK(terms.content() == "Be kind <b>&");
  CHECK(header_of(terms, "Content-Type") == "text/plain; charset=utf-8");
  CHECK(header_of(terms, "X-Content-Type-Options") == "nosniff");
  CHECK_FALSE(header_of(terms, "Content-Security-Policy").empty());
}

TEST_CASE("all answers carry the fields that protect") {
  const Site site(kAssets, "");
  for (const char* path : {"/", "/d", "/m", "/js/a.js", "/d%231abc"}) {
    CAPTURE(path);
    const Response response = site.handle(get(path));
    const std::string policy = header_of(response, "Content-Security-Policy");
    CHECK(policy ==
          "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; "
          "img-src 'self' blob:; media-src blob:; connect-src 'self'; worker-src 'self'; "
          "manifest-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'; "
          "require-trusted-types-for 'script'; trusted-types mayfly");
    CHECK(header_of(response, "Cross-Origin-Embedder-Policy") == "require-corp");
    CHECK(header_of(response, "Cross-Origin-Resource-Policy") == "same-origin");
    CHECK(header_of(response, "Referrer-Policy") == "no-referrer");
    CHECK(header_of(response, "X-Content-Type-Options") == "nosniff");
  }
}

TEST_CASE("what is for documents only goes with documents only") {
  const Site site(kAssets, "");
  for (const char* path : {"/", "/d", "/m", "/d%231abc", "/js/a.js"}) {
    CAPTURE(path);
    const bool is_document = std::string_view(path) != "/js/a.js";
    const Response response = site.handle(get(path));
    const std::string permissions = header_of(response, "Permissions-Policy");
    CHECK((permissions.find("camera=()") != std::string::npos) == is_document);
    CHECK((header_of(response, "Cross-Origin-Opener-Policy") == "same-origin") == is_document);
  }
}

TEST_CASE("search engines are sent away from pages that hold a secret") {
  const Site site(kAssets, "");
  CHECK(header_of(site.handle(get("/d")), "X-Robots-Tag") == "noindex, nofollow");
  CHECK(header_of(site.handle(get("/m")), "X-Robots-Tag") == "noindex, nofollow");
  CHECK(header_of(site.handle(get("/m%231x")), "X-Robots-Tag") == "noindex, nofollow");
  CHECK(header_of(site.handle(get("/")), "X-Robots-Tag").empty());
}

TEST_CASE("a bent link gets one constant page that nobody keeps") {
  const Site site(kAssets, "");
  for (const char* path : {"/d%23", "/d%231secret", "/m%231secret/and?more"}) {
    CAPTURE(path);
    const Response response = site.handle(get(path));
    CHECK(response.status == 200);
    CHECK(response.content() == "bent");
    CHECK(header_of(response, "Cache-Control") == "no-store");
    CHECK(header_of(response, "ETag").empty());
  }
}

TEST_CASE("the best encoding that the client takes, each with a tag of its own") {
  const Site site(kAssets, "");
  Request request = get("/css/a.css");
  const Response plain = site.handle(request);
  CHECK(plain.content() == "style");
  CHECK(header_of(plain, "Content-Encoding").empty());
  CHECK(header_of(plain, "Vary") == "Accept-Encoding");
  CHECK(header_of(plain, "Cache-Control") == "no-cache");

  request.accepts_gzip = true;
  const Response gzip = site.handle(request);
  CHECK(gzip.content() == "gz");
  CHECK(header_of(gzip, "Content-Encoding") == "gzip");

  request.accepts_brotli = true;
  const Response brotli = site.handle(request);
  CHECK(brotli.content() == "br");
  CHECK(header_of(brotli, "Content-Encoding") == "br");
  CHECK(header_of(plain, "ETag") != header_of(gzip, "ETag"));
  CHECK(header_of(gzip, "ETag") != header_of(brotli, "ETag"));

  request.path = "/js/a.js";
  CHECK(site.handle(request).content() == "gz");
}

TEST_CASE("a known tag gets 304 without a body; another gets the file") {
  const Site site(kAssets, "");
  Request request = get("/js/a.js");
  const std::string tag = header_of(site.handle(request), "ETag");
  for (const std::string& value : {tag, "W/" + tag, "\"x\", " + tag, std::string("*")}) {
    request.if_none_match = value;
    const Response response = site.handle(request);
    CHECK(response.status == 304);
    CHECK(response.content().empty());
    CHECK(header_of(response, "ETag") == tag);
  }
  request.if_none_match = "\"x\"";
  CHECK(site.handle(request).status == 200);
}

TEST_CASE("a folder comes before what is inside the program, and is never left") {
  std::string folder = (std::filesystem::temp_directory_path() / "mayfly-site-").string();
  folder += std::string(6, 'X');
  REQUIRE(mkdtemp(folder.data()) != nullptr);
  std::filesystem::create_directory(folder + "/web");
  std::filesystem::create_directory(folder + "/web/js");
  std::ofstream(folder + "/secret.js") << "secret";
  std::ofstream(folder + "/web/.hidden.js") << "secret";
  std::ofstream(folder + "/web/js/a.js") << "changed";
  std::ofstream(folder + "/web/notes.md") << "no page";
  const Site site(kAssets, folder + "/web");

  CHECK(site.handle(get("/js/a.js")).content() == "changed");
  CHECK(site.handle(get("/css/a.css")).content() == "style");
  for (const char* path : {"/../secret.js", "/js/../../secret.js", "/.hidden.js", "/notes.md",
                           "/js", "/..%2fsecret.js", "//js/a.js"}) {
    CAPTURE(path);
    CHECK(site.handle(get(path)).status == 404);
  }
  std::filesystem::remove_all(folder);
}

TEST_CASE("the pages of this tree are inside the program") {
  const Site site(embedded_assets(), "");
  for (const char* path : {"/", "/d", "/m", "/d%231x", "/robots.txt"}) {
    CAPTURE(path);
    CHECK(site.handle(get(path)).status == 200);
  }
}

}  // namespace
}  // namespace mayfly
