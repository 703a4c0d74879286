// The pages and what they load: static files with entity tags, each the same for everybody.
#pragma once

#include <map>
#include <span>
#include <string>

#include "server/request.h"
#include "server/site_assets.h"

namespace mayfly {

class Site {
 public:
  // `web_folder`, unless empty, is looked into first, at each request: for work on the pages.
  // `terms`, unless empty, are at `/terms.txt`, and the page that shows them at `/terms`.
  Site(std::span<const Asset> assets, std::string web_folder, std::string terms = {});
  Site(const Site&) = delete;
  Site& operator=(const Site&) = delete;

  // GET and HEAD of `/`, `/d`, `/m`, `/terms`, of the links that mail gateways bend, and of every
  // other file at its own path.
  Response handle(const Request& request) const;

 private:
  struct File {
    std::variant<std::string, std::string_view> bytes;
    std::string entity_tag;
    std::string_view encoding;  // empty where it is as it stands
  };

  std::optional<File> find(const std::string& path, const Request& request) const;
  std::optional<File> find_embedded(const std::string& path, const Request& request) const;
  std::optional<File> find_in_folder(const std::string& path) const;

  struct Entry {
    Asset asset;
    std::string hash;
  };
  std::map<std::string, Entry, std::less<>> entries_;
  const std::string web_folder_;
  const std::string terms_;  // entries_ looks into it
};

}  // namespace mayfly
