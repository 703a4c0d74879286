# Runs test suites and adds up their counts; source it after lib.sh.

output=build/test-output
mkdir -p "$output"
passed=0
failed=0
failed_suites=()

# suite NAME COMMAND...: runs it into build/test-output/NAME.log and counts from its closing lines.
suite() {
  local name=$1 started=$SECONDS status=0
  shift
  say "Testing $name"
  "$@" </dev/null >"$output/$name.log" 2>&1 || status=$?
  count "$name" "$status" "$((SECONDS - started))"
}

# begin NAME COMMAND...: the same beside what follows, until `end NAME`. For what wants a core and measures no time.
declare -A beside=() beside_since=()
begin() {
  local name=$1
  shift
  say "Testing $name, beside what follows"
  "$@" </dev/null >"$output/$name.log" 2>&1 &
  beside[$name]=$!
  beside_since[$name]=$SECONDS
  trap 'kill $(jobs -p) 2>/dev/null || true' EXIT
}
end() {
  local name=$1 status=0
  wait "${beside[$name]}" || status=$?
  count "$name" "$status" "$((SECONDS - beside_since[$name]))"
}

# count NAME STATUS SECONDS: adds up what its log says.
count() {
  local name=$1 status=$2 log=$output/$1.log good bad
  read -r good bad < <(count_results "$log")
  if [[ $status != 0 && $bad == 0 ]]; then bad=1; fi
  if [[ $((good + bad)) == 0 ]]; then bad=1; echo "no test ran" >>"$log"; fi
  passed=$((passed + good))
  failed=$((failed + bad))
  if [[ $bad != 0 ]]; then
    failed_suites+=("$name")
    show_failures "$log"
  fi
  say "$name: $good passed, $bad failed, $3 s"
}

# Prints "PASSED FAILED" from the closing lines of ctest or node's runner.
count_results() {
  awk '
    /^[0-9]+% tests passed, [0-9]+ tests? failed out of [0-9]+/ { bad += $4; good += $NF - $4 }
    /^# pass [0-9]+$/ { good += $3 }
    /^# (fail|cancelled) [0-9]+$/ { bad += $3 }
    /^check passed: / { good += 1 }
    /^check failed: / { bad += 1 }
    END { print good + 0, bad + 0 }' "$1"
}

# failures_in LOG [LINES]: what failed, each with what was said right after it.
failures_in() {
  awk -v most="${2:-60}" '
    /^[ \t]*not ok|^check failed|\*\*\*Failed|ERROR:|FAILED|Assertion|[^a-z]error:/ { show = 14 }
    show-- > 0 && shown++ < most' "$1"
}

show_failures() { failures_in "$1" >&2; }

# Again at the end, since a CI log may keep only that.
finish() {
  local name
  for name in "${failed_suites[@]}"; do
    say "Failed: $name ($output/$name.log)"
    failures_in "$output/$name.log" 40 >&2
  done
  echo "$passed passed, $failed failed"
  [[ $failed == 0 ]]
}

our_sources() { git ls-files '*.cc' '*.h'; }

check_format() {
  if our_sources | xargs clang-format --dry-run --Werror; then
    echo "check passed: clang-format"
  else
    echo "check failed: clang-format"
    return 1
  fi
}

# Gives way to tests that run beside it.
check_lint() {
  if our_sources | grep -E '^(common|client-wasm|server|tools)/.*\.cc$' | grep -v '^client-wasm/wasm/' |
    xargs -P "$(nproc)" -n 4 nice -n 19 clang-tidy --quiet -p build/dev --extra-arg=-Wno-unknown-warning-option "$@"; then
    echo "check passed: clang-tidy"
  else
    echo "check failed: clang-tidy"
    return 1
  fi
}

check_types() {
  if "$(test_node)" node_modules/typescript/bin/tsc --noEmit -p .; then
    echo "check passed: tsc"
  else
    echo "check failed: tsc"
    return 1
  fi
}

# run_node_tests FOLDER, or FILE...: each in its own process, one at a time unless `abreast` says how many: they start servers and browsers.
run_node_tests() {
  local tests=("$@")
  if [[ -d $1 ]]; then tests=("$1"/*.test.mjs); fi
  # Names beyond ASCII need a locale that knows them; a bare machine has set none.
  LC_ALL=C.UTF-8 "$(test_node)" --test --test-concurrency="${abreast:-1}" --test-reporter=tap "${tests[@]}"
}
