// ChaCha20-Poly1305 from the core's own code: for browsers with SIMD.
#include <sodium.h>

#include "client-wasm/aead/aead.h"
#include "client-wasm/aead/stitch.h"

namespace mayfly::aead {
namespace {

// Bytes of keystream or plaintext beside the caller's own, wiped behind them.
struct Scratch {
  ByteArray<kGroupSize> bytes{};
  Scratch() = default;
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  ~Scratch() { sodium_memzero(bytes.data(), bytes.size()); }
};

struct OneTimeKey {
  Scratch block;
  explicit OneTimeKey(ChaCha20& cipher) {
    // Its own zeros are a key as good as any for a MAC that absorbs nothing.
    Poly1305 unused(std::span(block.bytes).first<32>());
    stitch(cipher, block.bytes.data(), 1, unused, nullptr);
    cipher.set_counter(1);
  }
  std::span<const uint8_t, 32> expose() const { return std::span(block.bytes).first<32>(); }
};

// One message's cipher and MAC.
class Message {
 public:
  Message(Key key, const Nonce& nonce, ByteView associated)
      : cipher_(key, nonce, 0), mac_(OneTimeKey(cipher_).expose()) {
    mac_.absorb(associated);
  }

  void encrypt(MutableBytes data) {
    const MutableBytes whole = data.first(data.size() - data.size() % kGroupSize);
    const MutableBytes rest = data.subspan(whole.size());
    if (!whole.empty()) {
      // The MAC runs one group behind, since it is of what was sealed.
      stitch(cipher_, whole.data(), 1, mac_, nullptr);
      stitch(cipher_, whole.data() + kGroupSize, whole.size() / kGroupSize - 1, mac_, whole.data());
      mac_.absorb(whole.last(kGroupSize));
    }
    xor_rest(rest);
    mac_.absorb(rest);
  }

  void decrypt(MutableBytes data) {
    const MutableBytes whole = data.first(data.size() - data.size() % kGroupSize);
    const MutableBytes rest = data.subspan(whole.size());
    stitch(cipher_, whole.data(), whole.size() / kGroupSize, mac_, whole.data());
    mac_.absorb(rest);
    xor_rest(rest);
  }

  void finish(uint64_t associated_size, uint64_t data_size, Tag tag) {
    ByteArray<kBlockSize> sizes;
    std::memcpy(sizes.data(), &associated_size, sizeof associated_size);
    std::memcpy(sizes.data() + sizeof associated_size, &data_size, sizeof data_size);
    mac_.absorb(sizes);
    mac_.finish(tag);
  }

 private:
  void xor_rest(MutableBytes rest) {
    if (rest.empty()) return;
    Scratch group;
    std::copy(rest.begin(), rest.end(), group.bytes.begin());
    stitch(cipher_, group.bytes.data(), 1, mac_, nullptr);
    std::copy_n(group.bytes.begin(), rest.size(), rest.begin());
  }

  ChaCha20 cipher_;
  Poly1305 mac_;
};

}  // namespace

void seal(Key key, const Nonce& nonce, ByteView associated, MutableBytes data, Tag tag) {
  Message message(key, nonce, associated);
  message.encrypt(data);
  message.finish(associated.size(), data.size(), tag);
}

bool open(Key key, const Nonce& nonce, ByteView associated, MutableBytes data, TagView tag) {
  Message message(key, nonce, associated);
  message.decrypt(data);
  ByteArray<kTagSize> expected;
  message.finish(associated.size(), data.size(), expected);
  const bool fits = crypto_verify_16(expected.data(), tag.data()) == 0;
  sodium_memzero(expected.data(), expected.size());
  if (fits) return true;
  sodium_memzero(data.data(), data.size());
  return false;
}

}  // namespace mayfly::aead
