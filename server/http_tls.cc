// OpenSSL's calls, as the loop wants them: as much as goes at once, and never a wait.
#include "server/http_tls.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace mayfly {
namespace {

// RFC 8446 section 5.1: the most in one record.
constexpr size_t kRecordSizeMax = 16 * 1024;
// The loop's other connections want a turn too.
constexpr size_t kSentAtOnceMax = 256 * 1024;
// Records may hold a byte each.
constexpr int kReadsAtOnceMax = 64;
// SSL_read() goes on by itself behind each record without data, such as a KeyUpdate, and OpenSSL
// sets no limit to them: for as long as a client sends some, the loop would stand still. A
// handshake has ten or so.
constexpr int kRecordsPerReadMax = 64;

using Record = std::array<char, kRecordSizeMax>;

// What goes next, after `sent` bytes of all: within one piece where it lies, else put together in
// `record`, so that a small answer is one record and one packet. Empty where the file ends too
// early. For the same arguments always the same bytes, as OpenSSL wants it when it tries a write
// again.
std::string_view next_record(const Outgoing& outgoing, size_t sent, Record& record) {
  const auto& [first, second] = outgoing.pieces;
  const size_t in_memory = first.size() + second.size();
  if (sent >= in_memory) {
    const uint64_t behind = sent - in_memory;
    const ssize_t size = pread(outgoing.file->get(), record.data(),
                               std::min<uint64_t>(outgoing.file_size - behind, kRecordSizeMax),
                               static_cast<off_t>(outgoing.file_begin + behind));
    return {record.data(), static_cast<size_t>(std::max<ssize_t>(size, 0))};
  }
  if (sent >= first.size()) return second.substr(sent - first.size(), kRecordSizeMax);
  if (second.empty() || first.size() - sent >= kRecordSizeMax) {
    return first.substr(sent, kRecordSizeMax);
  }
  const size_t of_first = first.copy(record.data(), kRecordSizeMax, sent);
  const size_t of_second = second.copy(record.data() + of_first, kRecordSizeMax - of_first);
  return {record.data(), of_first + of_second};
}

// An SSL_CTX_set_msg_callback(): `count` is of records that came. Past the limit the client has
// said its last word.
void count_record(int is_sent, int, int content_type, const void*, size_t, SSL* session,
                  void* count) {
  if (is_sent != 0 || content_type != SSL3_RT_HEADER) return;
  if (++*static_cast<int*>(count) > kRecordsPerReadMax) {
    SSL_set_shutdown(session, SSL_get_shutdown(session) | SSL_RECEIVED_SHUTDOWN);
  }
}

}  // namespace

void TlsStream::Free::operator()(ssl_st* session) const { SSL_free(session); }

TlsStream::TlsStream(const TlsIdentity& identity, const Descriptor& socket)
    : session_(SSL_new(identity.context())) {
  is_broken_ = !session_ || SSL_set_fd(session_.get(), socket.get()) != 1;
  if (is_broken_) return;
  SSL_set_msg_callback(session_.get(), count_record);
  SSL_set_msg_callback_arg(session_.get(), &records_);
  SSL_set_accept_state(session_.get());
}

Transfer::Outcome TlsStream::outcome_of(int returned) {
  switch (SSL_get_error(session_.get(), returned)) {
    case SSL_ERROR_WANT_READ:
      waits_ = Wait::kToRead;
      return Transfer::Outcome::kWouldBlock;
    case SSL_ERROR_WANT_WRITE:
      waits_ = Wait::kToWrite;
      return Transfer::Outcome::kWouldBlock;
    case SSL_ERROR_ZERO_RETURN:
      has_ended_ = true;
      return Transfer::Outcome::kDone;
    default:
      is_broken_ = true;
      return Transfer::Outcome::kBroken;
  }
}

Transfer TlsStream::receive(std::span<char> into) {
  size_t size = 0;
  Transfer::Outcome outcome = Transfer::Outcome::kDone;
  if (is_broken_) return {Transfer::Outcome::kBroken};
  if (has_ended_) return {Transfer::Outcome::kDone, 0};
  waits_ = Wait::kNothing;
  may_have_more_ = true;
  for (int reads = 0; reads < kReadsAtOnceMax && size < into.size(); ++reads) {
    ERR_clear_error();
    records_ = 0;
    const auto room = static_cast<int>(std::min(into.size() - size, kRecordSizeMax));
    const int read = SSL_read(session_.get(), into.data() + size, room);
    if (read > 0) {
      size += static_cast<size_t>(read);
      continue;
    }
    outcome = outcome_of(read);
    // An end that comes behind bytes is reported by the next call.
    may_have_more_ = size > 0 && outcome != Transfer::Outcome::kWouldBlock;
    break;
  }
  return size > 0 ? Transfer{Transfer::Outcome::kDone, size} : Transfer{outcome};
}

Transfer TlsStream::send(const Outgoing& outgoing) {
  if (is_broken_) return {Transfer::Outcome::kBroken};
  Record record;  // not cleared: it is written before it is read
  const size_t all = outgoing.pieces[0].size() + outgoing.pieces[1].size() + outgoing.file_size;
  size_t sent = 0;
  waits_ = Wait::kNothing;
  while (sent < std::min(all, kSentAtOnceMax)) {
    const std::string_view next = next_record(outgoing, sent, record);
    if (next.empty()) {
      is_broken_ = true;
      return {Transfer::Outcome::kBroken};
    }
    ERR_clear_error();
    const int written = SSL_write(session_.get(), next.data(), static_cast<int>(next.size()));
    if (written > 0) {
      sent += static_cast<size_t>(written);
      continue;
    }
    const Transfer::Outcome outcome = outcome_of(written);
    if (sent == 0)
      return {outcome == Transfer::Outcome::kDone ? Transfer::Outcome::kBroken : outcome};
    break;
  }
  return {Transfer::Outcome::kDone, sent};
}

void TlsStream::end_sending() {
  if (is_broken_ || SSL_is_init_finished(session_.get()) != 1) return;
  ERR_clear_error();
  if ((SSL_get_shutdown(session_.get()) & SSL_SENT_SHUTDOWN) == 0) SSL_shutdown(session_.get());
  ERR_clear_error();
}

}  // namespace mayfly
