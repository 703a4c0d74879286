// From the files to the server, with a line in the log.
#include "server/main_certificate.h"

#include "server/tls_identity.h"

namespace mayfly {
namespace {
constexpr int64_t kSecondsPerDay = 86'400;
}  // namespace

Status take_certificate(const Config& config, const Clock& clock, HttpServer& server, Log& log) {
  if (config.tls_certificate.empty()) return {};
  auto identity = TlsIdentity::load(config.tls_certificate, config.tls_key);
  if (!identity) {
    log.write(Event::kCertificateRefused, identity.error().fault);
    return tl::unexpected(identity.error());
  }
  const int64_t days_left = (identity->expires_at() - clock.now()) / kSecondsPerDay;
  log.write(Event::kCertificateTaken, {{"days-left", days_left}});
  server.set_identity(*std::move(identity));
  return {};
}

}  // namespace mayfly
