// What one wasm instance holds: one session of one worker. JavaScript makes an instance for each
// and drops it whole.
#pragma once

#include <optional>
#include <string_view>

#include "client-wasm/link.h"
#include "client-wasm/receiver.h"
#include "client-wasm/sender.h"

namespace mayfly::wasm {

// Results are UTF-8 JSON in the output unless said otherwise; ids, tokens and sealed texts are
// base64url. `password` is an Argon2id output, or empty where there is no password. 64-bit sizes
// come as doubles. kConflict for a call out of order.
class Session {
 public:
  // 0, or the fault, whose text is then the output.
  int finish(const Status& status);
  MutableBytes output() { return output_.expose_mutable(); }
  void clear_output() { output_ = SecretBytes(); }

  // A part on its way in or out, in place.
  MutableBytes part() { return part_.expose_mutable(); }
  void resize_part(size_t size) { part_ = SecretBytes(size); }

  // A drop being made. The request is a manifest without offsets; part_size 0 chooses one.
  Status sender_new(ByteView request, double part_size);
  Status sender_gap(uint32_t i);  // bytes: Layout::gap
  void link_new();
  Status sender_grant(ByteView password);
  Status sender_payload_key();  // bytes, for parts_new

  // Sealing parts, in this worker or another.
  Status parts_new(ByteView payload_key, double size, double part_size);
  Status seal_part(uint32_t n);

  // A share link.
  Status link_open(std::string_view fragment);
  Status link_salt();  // bytes, for password_hash
  Status link_unlock(ByteView password);
  Status hint_seal(ByteView plain);
  Status hint_open(std::string_view sealed);

  // A payload being opened.
  Status receiver_new(std::string_view identity, std::string_view header, double size,
                      double part_size);
  Status open_part(uint32_t n);
  Status decrypt_part(uint32_t n);  // of any age payload: the archive is not looked at
  Status receiver_manifest();
  Status receiver_manifest_as_sent();
  Status receiver_adopt_manifest(ByteView json);

  // A manage link; notes also for the drop being made.
  Status owner_open(std::string_view fragment);
  Status note_seal(ByteView plain);
  Status note_open(std::string_view sealed);
  Status event_open(std::string_view sealed);

  Status report_seal(ByteView json, std::string_view recipient);

  Status password_hash(ByteView password, ByteView salt, uint32_t ops, double mem);  // bytes
  void lease_new();

 private:
  void put_output(ByteView bytes);
  void put_output(std::string_view text);
  Result<const Owner*> any_owner() const;

  std::optional<Sender> sender_;
  std::optional<LinkSecret> link_;
  std::optional<Owner> owner_;
  std::optional<Receiver> receiver_;
  std::optional<age::PartCipher> parts_;
  SecretBytes part_;
  SecretBytes output_;
  SystemRandom random_;
};

}  // namespace mayfly::wasm
