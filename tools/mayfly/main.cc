// The mayfly command: finds the verb, runs it, turns how it ended into an exit code.
#include <malloc.h>
#include <signal.h>
#include <sodium.h>
#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <string>

#include "tools/mayfly/say.h"
#include "tools/mayfly/verb.h"

namespace mayfly {
namespace {

constexpr std::array<const Verb*, 10> kVerbs = {
    &kSendVerb,   &kOpenVerb,   &kInfoVerb, &kFetchVerb,  &kIdentityVerb,
    &kManageVerb, &kExtendVerb, &kBurnVerb, &kReportVerb, &kReportsVerb};

constexpr std::string_view kHelpHead =
    R"(mayfly: files that live for a day. They are sealed before they leave this machine.

usage: mayfly VERB …

)";

constexpr std::string_view kHelpTail = R"(
`mayfly help VERB` tells more. In a hurry:

  mayfly send photo.jpg                        prints a link; who opens it sees the photo once
  mayfly send *.jpg --views 5 --expires 7d
  tar c folder | mayfly send - --name folder.tar
  mayfly open 'https://drop.example.org/d#1…' --into ~/Downloads

A link is a secret. On a command line, other users of this machine can see it for a moment; `-` in its place
reads it from standard input. The answer goes to standard output, everything else to standard error.

exit codes
  0  done                                      4  wrong password, or an altered link
  1  failed                                    5  the server cannot be reached
  2  not understood: options, or a bad link    6  the server is full or busy; try later
  3  gone: expired, burned, viewed, unknown    130  interrupted

environment
  MAYFLY_SERVER     where `send` sends to, else http://localhost:8080
  MAYFLY_PASSWORD   the password, where one is needed
  SSL_CERT_FILE     certificates to trust in place of the system's
)";

const Verb* find_verb(std::string_view name) {
  const auto* const found = std::find_if(kVerbs.begin(), kVerbs.end(),
                                         [&](const Verb* verb) { return verb->name == name; });
  return found == kVerbs.end() ? nullptr : *found;
}

std::string front_page() {
  std::string text(kHelpHead);
  for (const Verb* verb : kVerbs) {
    text.append("  ").append(verb->name).append(10 - verb->name.size(), ' ');
    text.append(verb->summary).push_back('\n');
  }
  return text.append(kHelpTail);
}

Outcome<void> help(const std::string& name) {
  if (name.empty()) return print(front_page());
  const Verb* verb = find_verb(name);
  if (verb == nullptr) {
    return refuse(ExitCode::kUsage,
                  "there is no verb `" + printable(name) + "`; see `mayfly help`");
  }
  return print(verb->help);
}

bool asks_for_help(const std::vector<std::string>& words) {
  const auto end = std::find(words.begin(), words.end(), "--");
  return std::find(words.begin(), end, "--help") != end ||
         std::find(words.begin(), end, "-h") != end;
}

Outcome<void> run(std::vector<std::string> words) {
  if (words.empty()) return refuse(ExitCode::kUsage, "no verb given; `mayfly help` lists them");
  const std::string name = words.front();
  words.erase(words.begin());
  if (name == "help") return help(words.empty() ? "" : words.front());
  if (name == "--help" || name == "-h") return help("");
  if (name == "--version") return print("mayfly " MAYFLY_VERSION "\n");
  if (find_verb(name) == nullptr || asks_for_help(words)) return help(name);
  return find_verb(name)->run(std::move(words));
}

// The process list shows arguments to everybody on the machine: what may be a link leaves it.
void hide_links(int count, char** words) {
  for (int i = 1; i < count; ++i) {
    if (std::strstr(words[i], "#1") == nullptr && std::strstr(words[i], "%231") == nullptr)
      continue;
    std::memset(words[i], '*', std::strlen(words[i]));
  }
}

// A part's memory is used for the next part. To give it back to the system and get fresh memory for
// each took four fifths of an opening, on a virtual machine whose host looks after each page.
void keep_memory() {
  constexpr int kPartMemoryMax = 32 << 20;  // the most that glibc takes (mallopt(3))
  mallopt(M_MMAP_THRESHOLD, kPartMemoryMax);
  mallopt(M_TRIM_THRESHOLD, 4 * kPartMemoryMax);
}

}  // namespace
}  // namespace mayfly

int main(int argc, char** argv) {
  mayfly::keep_memory();
  signal(SIGPIPE, SIG_IGN);
  // A core file would hold keys.
  const rlimit no_core{0, 0};
  setrlimit(RLIMIT_CORE, &no_core);
  if (sodium_init() < 0) return static_cast<int>(mayfly::ExitCode::kFailed);

  std::vector<std::string> words(argv + std::min(argc, 1), argv + argc);
  mayfly::hide_links(argc, argv);
  const auto outcome = mayfly::run(std::move(words));
  if (outcome) return 0;
  mayfly::complain(outcome.error());
  return static_cast<int>(outcome.error().code);
}
