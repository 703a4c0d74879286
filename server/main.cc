// mayflyd: puts the parts together, starts them, and stops them on a signal.
#include <sodium.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <string>
#include <thread>

#include "server/admin.h"
#include "server/clock_steady.h"
#include "server/config.h"
#include "server/http.h"
#include "server/http_local.h"
#include "server/http_unix.h"
#include "server/log.h"
#include "server/main_folder.h"
#include "server/main_side_door.h"
#include "server/main_signals.h"
#include "server/main_verbs.h"
#include "server/reaper.h"
#include "server/rocks_store.h"
#include "server/routes.h"
#include "server/store_reopening.h"
#include "server/terms.h"
#include "server/tls_hsts.h"
#include "server/tls_identity.h"

namespace mayfly {
namespace {

constexpr int64_t kSecondsPerDay = 86'400;

// Files for the owner only, no memory on disk after a crash, descriptors for many connections.
void harden_process() {
  umask(077);
  const rlimit no_core{0, 0};
  setrlimit(RLIMIT_CORE, &no_core);
  rlimit files{};
  if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
  }
}

int complain(const char* what, const Error& error) {
  const std::string text(error.text.view());
  std::fprintf(stderr, "mayflyd: %s: %s\n", what, text.c_str());
  return kFailed;
}

void say_ready(const Config& config, uint16_t port) {
  const bool is_ipv6 = config.host.find(':') != std::string::npos;
  const std::string host = is_ipv6 ? '[' + config.host + ']' : config.host;
  const char* scheme = config.tls_certificate.empty() ? "http" : "https";
  std::printf("mayflyd: listening on %s://%s:%u\n", scheme, host.c_str(), unsigned{port});
  std::fflush(stdout);
}

Result<std::unique_ptr<SideDoor>> open_admin_door(const std::string& data_folder,
                                                  AdminRoutes& routes, Log& log) {
  MAYFLY_LET(path, UnixPath::in(data_folder, kAdminSocketName));
  MAYFLY_LET(listener, listen_on_unix(path));
  return SideDoor::open(std::move(listener), routes, log);
}

Result<std::string> terms_of(const Config& config) {
  if (config.terms_file.empty()) return std::string();
  return read_terms(config.terms_file);
}

// With the pair of files as it is now; what the server has stays where the new one cannot be used.
Status take_certificate(const Config& config, HttpServer& server, const SystemClock& clock,
                        Log& log) {
  if (config.tls_certificate.empty()) return {};
  MAYFLY_LET(identity, TlsIdentity::load(config.tls_certificate, config.tls_key));
  log.write(Event::kCertificateTaken,
            {{"days-left", (identity.expires_at() - clock.now()) / kSecondsPerDay}});
  server.set_identity(std::move(identity));
  return {};
}

int serve(const Config& config, Signals& signals) {
  const SystemClock wall;
  const UptimeClock uptime;
  const SteadyClock clock(wall, uptime);
  SystemRandom random;
  Log log(STDERR_FILENO, [&wall] { return wall.now(); });

  auto terms = terms_of(config);
  if (!terms) return complain("cannot use the terms", terms.error());
  auto listener = listen_on(config.host, config.port);
  if (!listener) return complain("cannot listen", listener.error());
  const uint16_t port = listener->port;
  const auto folder = hold_folder(config.data_folder);
  if (!folder) return complain("cannot use the data folder", folder.error());
  auto store = ReopeningStore::open([&config] { return RocksStore::open(config.data_folder); });
  if (!store) return complain("cannot use the data folder", store.error());
  Rules rules(**store, clock, random, config.rules);
  Reaper reaper(rules);
  if (auto repaired = reaper.repair(); !repaired) {
    return complain("cannot use the data folder", repaired.error());
  }
  Services services(rules, {kVersion, config.default_expires_in_seconds, config.default_max_views,
                            config.report_recipient, !terms->empty()});
  const Site site(embedded_assets(), config.web_folder, *std::move(terms));
  Routes routes(services, site, log);
  Hsts strict(routes, config.tls_certificate.empty() ? 0 : config.hsts_seconds);
  auto server = HttpServer::make(*std::move(listener), config.http, strict, log);
  if (!server) return complain("cannot serve", server.error());
  const FolderDisk disk(config.data_folder);
  AdminRoutes admin_routes({rules, disk, kVersion, wall.now()}, log);
  auto admin = open_admin_door(config.data_folder, admin_routes, log);
  if (!admin) return complain("cannot listen in the data folder", admin.error());
  if (const auto taken = take_certificate(config, **server, wall, log); !taken) {
    return complain("cannot serve TLS", taken.error());
  }

  std::thread reaping([&] {
    reaper.run([&](const Error& error) { log.write(Event::kStoreFailed, error.fault); });
  });
  std::thread serving([&] { (*server)->run(); });
  log.write(Event::kStarted, {{"port", port}});
  say_ready(config, port);
  while (signals.wait() == Signal::kReload) {
    const auto taken = take_certificate(config, **server, wall, log);
    if (!taken) log.write(Event::kCertificateRefused, taken.error().fault);
  }

  log.write(Event::kStopping);
  (*server)->stop();
  serving.join();
  server->reset();
  admin->reset();
  reaper.stop();
  reaping.join();
  const Status settled = (*store)->settle();
  if (!settled) log.write(Event::kStoreFailed, settled.error().fault);
  log.write(Event::kStopped);
  return settled ? 0 : kFailed;
}

int run(int argc, const char* const* argv) {
  harden_process();
  std::signal(SIGPIPE, SIG_IGN);
  if (const auto status = run_verb(argc, argv)) return *status;
  auto parsed = parse_config(argc, argv);
  if (const auto* early = std::get_if<EarlyExit>(&parsed)) {
    std::fputs(early->output.c_str(), stdout);
    std::fputs(early->error.c_str(), stderr);
    return early->status;
  }
  if (sodium_init() < 0) {
    return complain("cannot start", {Fault::kStorage, "no source of random numbers"});
  }
  Signals signals;
  return serve(std::get<Config>(parsed), signals);
}

}  // namespace
}  // namespace mayfly

int main(int argc, char** argv) { return mayfly::run(argc, argv); }
