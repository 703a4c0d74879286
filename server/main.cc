// mayflyd: puts the parts together, starts them, and stops them on a signal.
#include <malloc.h>
#include <sodium.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <string>
#include <thread>

#include "server/clock_steady.h"
#include "server/config.h"
#include "server/health.h"
#include "server/http.h"
#include "server/log.h"
#include "server/main_certificate.h"
#include "server/main_folder.h"
#include "server/main_operator.h"
#include "server/main_signals.h"
#include "server/main_systemd.h"
#include "server/main_verbs.h"
#include "server/reaper.h"
#include "server/rocks_store.h"
#include "server/routes.h"
#include "server/store_reopening.h"
#include "server/terms.h"
#include "server/tls_hsts.h"

namespace mayfly {
namespace {

// What is larger is given back to the system as soon as nobody keeps it, and is not touched before
// it is used: so what bodies hold, with what body_memory.h keeps, is what they are counted for.
constexpr int kLargeMemory = 128 * 1024;

// Files for the owner only, no memory on disk after a crash, descriptors for many connections.
void harden_process() {
  umask(077);
  const rlimit no_core{0, 0};
  setrlimit(RLIMIT_CORE, &no_core);
  mallopt(M_MMAP_THRESHOLD, kLargeMemory);
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

void say_ready(const Config& config, const std::string& name) {
  const char* scheme = config.tls_certificate.empty() ? "http" : "https";
  std::printf("mayflyd: listening on %s://%s\n", scheme, name.c_str());
  std::fflush(stdout);
}

Result<Listener> listener_for(const Config& config) {
  MAYFLY_LET(inherited, inherited_listener());
  if (inherited) return *std::move(inherited);
  return listen_on(config.host, config.port);
}

Result<std::string> terms_of(const Config& config) {
  if (config.terms_file.empty()) return std::string();
  return read_terms(config.terms_file);
}

// Until a signal to stop, and then until what is under way is done.
void serve_until_stopped(const Config& config, const Clock& clock, HttpServer& server,
                         Health& health, Signals& signals, Log& log) {
  ServiceManager manager;
  server.set_heartbeat([&manager](int64_t now) { manager.alive(now); });
  std::thread serving([&server] { server.run(); });
  manager.ready();
  while (signals.wait() == Signal::kReload) {
    manager.reloading();
    // What is wrong with a new pair stands in the log; the old one stays.
    static_cast<void>(take_certificate(config, clock, server, log));
    manager.ready();
  }
  log.write(Event::kStopping);
  manager.stopping();
  health.stop();
  server.stop();
  serving.join();
}

int finish(Store& store, Log& log) {
  const Status settled = store.sync();
  if (!settled) log.write(Event::kStoreFailed, settled.error().fault);
  log.write(Event::kStopped);
  return settled ? 0 : kFailed;
}

int serve(const Config& config, Signals& signals) {
  const SystemClock wall;
  const UptimeClock uptime;
  const SteadyClock clock(wall, uptime);
  SystemRandom random;
  Log log(
      STDERR_FILENO, [&wall] { return wall.now(); }, config.log_format);

  auto terms = terms_of(config);
  if (!terms) return complain("cannot use the terms", terms.error());
  auto listener = listener_for(config);
  if (!listener) return complain("cannot listen", listener.error());
  const uint16_t port = listener->port;
  const std::string name = listener->name;
  const auto folder = hold_folder(config.data_folder);
  if (!folder) return complain("cannot use the data folder", folder.error());
  auto store = ReopeningStore::open([&config] { return RocksStore::open(config.data_folder); });
  if (!store) return complain("cannot use the data folder", store.error());
  Rules rules(**store, clock, random, config.rules);
  Reaper reaper(rules);
  Services services(rules, {kVersion, config.default_expires_in_seconds, config.default_max_views,
                            config.report_recipient, !terms->empty()});
  Health health(rules);
  const Site site(embedded_assets(), config.web_folder, *std::move(terms));
  Routes routes(services, site, log);
  HealthRoutes checked(routes, health);
  Hsts strict(checked, config.tls_certificate.empty() ? 0 : config.hsts_seconds);
  MeteredRoutes metered(strict);
  auto server =
      HttpServer::make(*std::move(listener), config.http, metered, rules.client_keys, log);
  if (!server) return complain("cannot serve", server.error());
  auto doors = OperatorDoors::open(
      config, {rules, health, metered, (*server)->counts(), kVersion, wall.now()}, log);
  if (!doors) return complain("cannot serve its operator", doors.error());
  if (const auto taken = take_certificate(config, wall, **server, log); !taken) {
    return complain("cannot serve TLS", taken.error());
  }

  const auto log_failure = [&](const Error& error) { log.write(Event::kStoreFailed, error.fault); };
  std::thread reaping([&] { reaper.run(log_failure); });
  std::thread repairing([&] {
    if (const Status repaired = reaper.repair(); !repaired) log_failure(repaired.error());
  });
  log.write(Event::kStarted, {{"port", port}});
  say_ready(config, name);
  serve_until_stopped(config, wall, **server, health, signals, log);
  doors->reset();
  server->reset();
  reaper.stop();
  reaping.join();
  repairing.join();
  return finish(**store, log);
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
