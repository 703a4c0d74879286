# Shell functions that tools/* share; source it from the root of the tree.

say() { printf '\033[1m==> %s\033[0m\n' "$*" >&2; }
die() { printf 'mayfly: %s\n' "$*" >&2; exit 1; }

as_root() {
  if [[ $(id -u) == 0 ]]; then "$@"; else sudo "$@"; fi
}

# Names in package list files, without comments.
packages_in() { sed -e 's/#.*//' -e '/^\s*$/d' "$@"; }

# A program that is already there may come from elsewhere than Debian's package of that name.
have_package() {
  case $1 in
    nodejs) command -v node >/dev/null ;;
    npm) command -v npm >/dev/null ;;
    *) [[ $(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null) == installed ]] ;;
  esac
}

install_packages() {
  local missing=() name
  for name in $(packages_in "$@"); do
    have_package "$name" || missing+=("$name")
  done
  if [[ ${#missing[@]} == 0 ]]; then return; fi
  say "Installing ${#missing[@]} Debian packages: ${missing[*]}"
  as_root apt-get update -q
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "${missing[@]}"
}

# emcc must not see all of /usr/include, only the header-only libraries that the core uses.
link_headers() {
  mkdir -p build/deps/headers
  local name
  for name in tl rapidjson doctest; do
    if [[ -d /usr/include/$name ]]; then ln -sfn "/usr/include/$name" "build/deps/headers/$name"; fi
  done
}

# install_npm build|test: what the build puts into the program, or all; nothing where that is there.
install_npm() {
  local kind=$1 flags=()
  cmp -s package-lock.json node_modules/.mayfly-lock-test && return
  if [[ $kind == build ]]; then
    cmp -s package-lock.json node_modules/.mayfly-lock-build && return
    flags=(--omit=dev --omit=optional)
  fi
  say "Installing the npm packages of package-lock.json that the ${kind}s need"
  npm ci --no-audit --no-fund --ignore-scripts "${flags[@]}"
  cp package-lock.json "node_modules/.mayfly-lock-$kind"
}

# The Node.js that tests run with: the one of the lock file, whatever the system has.
test_node() {
  local own
  for own in node_modules/node-linux-*/bin/node; do
    if [[ -x $own ]]; then echo "$PWD/$own"; return; fi
  done
  command -v node
}

# build_preset PRESET [TARGET...]: configures when needed, builds, says how long it took.
build_preset() {
  local preset=$1 started=$SECONDS
  shift
  # Debian's emcc looks for its JavaScript packages there only when told so.
  export NODE_PATH=/usr/share/nodejs
  # emcc starts Python for each file; another python3 in front of Debian's may be a slow wrapper.
  export EMSDK_PYTHON=/usr/bin/python3
  mkdir -p build
  say "Building $preset: ${*:-all}"
  if [[ ! -f build/$preset/build.ninja ]]; then
    cmake --preset "$preset" >"build/configure-$preset.log" 2>&1 ||
      { cat "build/configure-$preset.log" >&2; die "the $preset build could not be configured"; }
  fi
  cmake --build "build/$preset" ${*:+--target "$@"} >&2 || die "the $preset build failed"
  say "Built $preset in $((SECONDS - started)) s"
}
