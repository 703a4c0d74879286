// The speed of native libsodium, as a reference for tools/bench: each line of input asks for one
// measurement, and is answered by one line, so that turns can be taken with a browser.
//
//   seal MILLISECONDS   bytes of plaintext in a second: 1 MiB in ChaCha20-Poly1305 chunks of
//                       64 KiB, as age has them
//   argon2id            milliseconds for 3 passes over 64 MiB, and the hash in hex
//   memory              bytes in a second of 64 MiB that the system has just given and that are
//                       written to for the first time
#include <sodium.h>
#include <sys/mman.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <iostream>
#include <string>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

constexpr size_t kChunkBytes = 64 * 1024;
constexpr size_t kChunks = 16;
constexpr size_t kSealedChunkBytes = kChunkBytes + crypto_aead_chacha20poly1305_ietf_ABYTES;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

class Sealer {
 public:
  Sealer() : plain_(kChunks * kChunkBytes), sealed_(kChunks * kSealedChunkBytes) {
    randombytes_buf(plain_.data(), plain_.size());
    crypto_aead_chacha20poly1305_ietf_keygen(key_.data());
  }

  // Bytes in a second.
  double speed(double seconds) {
    const Clock::time_point start = Clock::now();
    size_t done = 0;
    do {
      seal_once();
      done += plain_.size();
    } while (seconds_since(start) < seconds);
    return static_cast<double>(done) / seconds_since(start);
  }

  // Of all that was sealed, so that none of it can be left out.
  unsigned sum() const { return sum_; }

 private:
  void seal_once() {
    for (size_t i = 0; i < kChunks; ++i) {
      sodium_increment(nonce_.data(), nonce_.size());
      uint8_t* out = sealed_.data() + i * kSealedChunkBytes;
      crypto_aead_chacha20poly1305_ietf_encrypt(out, nullptr, plain_.data() + i * kChunkBytes,
                                                kChunkBytes, nullptr, 0, nullptr, nonce_.data(),
                                                key_.data());
      sum_ += out[kSealedChunkBytes - 1];
    }
  }

  std::vector<uint8_t> plain_;
  std::vector<uint8_t> sealed_;
  std::array<uint8_t, crypto_aead_chacha20poly1305_ietf_KEYBYTES> key_{};
  std::array<uint8_t, crypto_aead_chacha20poly1305_ietf_NPUBBYTES> nonce_{};
  unsigned sum_ = 0;
};

// Password and salt are those of tests/bench/core_argon2.mjs.
std::string time_argon2id() {
  constexpr size_t kMemoryBytes = 64 * 1024 * 1024;
  const std::string password = "correct horse battery staple";
  const std::array<uint8_t, crypto_pwhash_SALTBYTES> salt{};
  std::array<uint8_t, 32> hash{};
  const Clock::time_point start = Clock::now();
  if (crypto_pwhash(hash.data(), hash.size(), password.data(), password.size(), salt.data(), 3,
                    kMemoryBytes, crypto_pwhash_ALG_ARGON2ID13) != 0) {
    return "out of memory";
  }
  const double milliseconds = seconds_since(start) * 1000;
  std::array<char, 2 * hash.size() + 1> hex{};
  sodium_bin2hex(hex.data(), hex.size(), hash.data(), hash.size());
  return std::to_string(milliseconds) + " " + hex.data();
}

// What it costs to be given memory differs a hundredfold between machines.
std::string time_fresh_memory() {
  constexpr size_t kBytes = 64 * 1024 * 1024;
  constexpr size_t kPageBytes = 4096;
  void* const memory =
      mmap(nullptr, kBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return "out of memory";
  auto* const bytes = static_cast<volatile uint8_t*>(memory);
  const Clock::time_point start = Clock::now();
  for (size_t at = 0; at < kBytes; at += kPageBytes) bytes[at] = 1;
  const double speed = static_cast<double>(kBytes) / seconds_since(start);
  munmap(memory, kBytes);
  return std::to_string(speed);
}

}  // namespace

int main() {
  if (sodium_init() < 0) return 1;
  Sealer sealer;
  std::string word;
  while (std::cin >> word) {
    double milliseconds = 0;
    if (word == "seal" && std::cin >> milliseconds) {
      std::cout << sealer.speed(milliseconds / 1000) << std::endl;
    } else if (word == "argon2id") {
      std::cout << time_argon2id() << std::endl;
    } else if (word == "memory") {
      std::cout << time_fresh_memory() << std::endl;
    } else {
      return 2;
    }
  }
  std::fprintf(stderr, "%u\n", sealer.sum());
  return 0;
}
