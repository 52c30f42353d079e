#!/bin/sh
# Makes a fresh machine ready: installs the packages that are missing (.ci/packages) and fetches LuaJIT's source.
# Made for Debian 12 and 13; elsewhere it names what is missing. Does nothing, quickly, when all is there.
#   STEPS      how many steps the caller counts in all (2)
#   CMAKE_ARGS settings for cmake; with LUAJIT_SOURCE_DIR or TROUPE_SYSTEM_LUAJIT in it cargo is not needed
set -eu
cd "$(dirname -- "$0")/.."
steps=${STEPS:-2}
log=build/setup.log
mkdir -p build

fail() {  # what failed, then remedies one by one
  printf '\nset-up failed: %s\n' "$1" >&2
  shift
  for remedy in "$@"; do
    printf '  try: %s\n' "$remedy" >&2
  done
  exit 1
}

has() { command -v "$1" >/dev/null 2>&1; }

installed() { [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

# As root directly, else by sudo; without a terminal sudo must not ask.
as_root() {
  if [ "$(id -u)" = 0 ]; then
    env DEBIAN_FRONTEND=noninteractive "$@"
  elif [ -t 0 ]; then
    sudo env DEBIAN_FRONTEND=noninteractive "$@"
  else
    sudo -n env DEBIAN_FRONTEND=noninteractive "$@"
  fi
}

need_root() {  # the packages that somebody must install
  [ "$(id -u)" = 0 ] && return
  has sudo || fail "packages are missing and this user may not install them (no root, no sudo)" \
    "as root: apt-get update && apt-get install --no-install-recommends $1" "then the same make again"
  [ -t 0 ] || sudo -n true 2>/dev/null || fail "packages are missing, and sudo asks for a password but there is no terminal" \
    "sudo apt-get install --no-install-recommends $1" "then the same make again"
}

# --no-remove: a set-up never takes away what the machine has.
install() {
  need_root "$*"
  if [ -z "${updated:-}" ]; then
    printf '[1/%s] packages: apt-get update\n' "$steps"
    as_root apt-get -q update >"$log" 2>&1 || printf '[1/%s] packages: apt-get update complains (%s), going on\n' "$steps" "$log"
    updated=yes
  fi
  printf '[1/%s] packages: installing %s\n' "$steps" "$*"
  # shellcheck disable=SC2086  # one name a word
  as_root apt-get -q -y -o Dpkg::Use-Pty=0 --no-install-recommends --no-remove install $* >>"$log" 2>&1
}

# ---- 1: packages -----------------------------------------------------------------------------------------------------------

missing=
while read -r package command _; do
  case $package in '' | '#'*) continue ;; esac
  if [ "$command" != - ] && has "$command"; then continue; fi
  if has dpkg-query && installed "$package"; then continue; fi
  missing="$missing $package"
done <.ci/packages
missing=${missing# }

if [ -n "$missing" ] && ! has apt-get; then
  # Another system: its packages have other names, so cmake's own messages are the better guide.
  printf '[1/%s] packages: this is not Debian, so nothing is installed; troupe needs what .ci/packages lists\n' "$steps"
elif [ -n "$missing" ]; then
  install "$missing" || {
    tail -n 15 "$log" >&2
    fail "apt-get could not install: $missing (see above and $log)" \
      "check the network and /etc/apt, then again: make setup" "sudo apt-get install --no-install-recommends $missing"
  }
fi

# cargo downloads LuaJIT's source. The crate's manifest needs 1.85: Debian 13 has it as cargo, Debian 12 as cargo-web.
cargo_minor_min=85
minor_of() { printf '%s\n' "$1" | sed -n 's/^1\.\([0-9][0-9]*\).*/\1/p'; }
cargo_works() {
  found=$(command -v cargo || true)
  [ -n "$found" ] || found=${CARGO_HOME:-${HOME:-/root}/.cargo}/bin/cargo
  found_version=$("$found" --version 2>/dev/null | sed -n 's/^cargo \([^ ]*\).*/\1/p')
  found_minor=$(minor_of "$found_version")
  [ "${found_minor:-0}" -ge "$cargo_minor_min" ]
}
candidate_minor() { minor_of "$(apt-cache policy "$1" 2>/dev/null | sed -n 's/^ *Candidate: //p')"; }

luajit=crate
case "${CMAKE_ARGS:-} $(grep -s -e '^LUAJIT_SOURCE_DIR:PATH=/' -e '^TROUPE_SYSTEM_LUAJIT:BOOL=ON' build/release/CMakeCache.txt || true)" in
  *LUAJIT_SOURCE_DIR* | *TROUPE_SYSTEM_LUAJIT*) luajit=given ;;
esac

if [ "$luajit" = crate ] && ! cargo_works && has apt-get; then
  need_root cargo-web
  if [ -z "${updated:-}" ]; then
    printf '[1/%s] packages: apt-get update\n' "$steps"
    as_root apt-get -q update >"$log" 2>&1 || true
    updated=yes
  fi
  package=
  for name in cargo cargo-web; do
    minor=$(candidate_minor "$name")
    if [ "${minor:-0}" -ge "$cargo_minor_min" ]; then package=$name && break; fi
  done
  [ -n "$package" ] || fail "no package of cargo 1.$cargo_minor_min or later here (it downloads LuaJIT's source)" \
    "install Rust by rustup" "make CMAKE_ARGS=-DLUAJIT_SOURCE_DIR=PATH, a LuaJIT 2.1 checkout from September 2023 on"
  install "$package" || {
    tail -n 15 "$log" >&2
    fail "apt-get could not install $package (see above and $log)${found_version:+; cargo $found_version is in its way}" \
      "sudo apt-get install $package, which may remove an older cargo" \
      "make CMAKE_ARGS=-DLUAJIT_SOURCE_DIR=PATH, a LuaJIT 2.1 checkout from September 2023 on"
  }
fi
[ -n "${updated:-}" ] || printf '[1/%s] packages: all there\n' "$steps"

# ---- 2: LuaJIT -------------------------------------------------------------------------------------------------------------

if [ "$luajit" = given ]; then
  printf '[2/%s] LuaJIT: as given to cmake\n' "$steps"
else
  runtime/lua/luajit/fetch.sh >/dev/null || fail "LuaJIT's source (see above)" "again, when the cause is gone: make setup"
  printf '[2/%s] LuaJIT: %s\n' "$steps" "$(sed -n '/^name = "luajit-src"$/{n;s/^version = "\(.*\)"$/source \1/p;}' runtime/lua/luajit/Cargo.lock)"
fi
