// One drop on its way to the server: packed, sealed part by part, burned again if it cannot be
// finished.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "client-wasm/sender.h"
#include "common/secret.h"
#include "tools/mayfly/owner_calls.h"
#include "tools/mayfly/progress.h"
#include "tools/mayfly/source_file.h"

namespace mayfly {

struct ShipmentTerms {
  uint32_t max_views = 0;   // 0 for no limit
  uint64_t expires_in = 0;  // seconds
  uint64_t part_size = 0;   // bytes; 0 for one that suits the size
  std::string note;         // for the recipient, inside the seal
  std::string from;         // for who holds the link, before any view
  bool track = false;
};

struct Shipped {
  std::string link_fragment;
  std::string manage_fragment;
  int64_t expires_at = 0;
};

class Shipment {
 public:
  static Outcome<Shipment> pack(std::vector<SourceFile> sources, ShipmentTerms terms,
                                Random& random);

  // kFailed when the archive with its padding is larger than the server takes.
  Outcome<void> check_size(uint64_t drop_size_max) const;

  // All of it, until the drop is sealed. Ctrl-C and faults that do not pass burn it.
  Outcome<Shipped> send(HttpClient& client, const std::optional<SecretBytes>& password,
                        Milliseconds patience, Random& random);

 private:
  Shipment(Sender sender, LinkSecret link, std::vector<SourceFile> sources, ShipmentTerms terms)
      : sender_(std::move(sender)),
        link_(std::move(link)),
        sources_(std::move(sources)),
        terms_(std::move(terms)) {}

  Outcome<void> add_link(Exchange& exchange, const std::optional<SecretBytes>& password,
                         Random& random) const;
  // `done` counts the bytes sent so far, for the progress line.
  Outcome<void> send_part(Exchange& exchange, uint32_t n, std::string& buffer, uint64_t& done,
                          Progress& progress) const;
  Outcome<void> send_parts(Exchange& exchange) const;
  Outcome<int64_t> seal(Exchange& exchange) const;
  Outcome<int64_t> fill_and_seal(Exchange& exchange, const std::optional<SecretBytes>& password,
                                 Random& random) const;
  Outcome<Bytes> sealed_note(Random& random) const;
  Outcome<std::optional<Bytes>> sealed_hint(Random& random) const;

  Sender sender_;
  LinkSecret link_;
  std::vector<SourceFile> sources_;
  ShipmentTerms terms_;
};

}  // namespace mayfly
