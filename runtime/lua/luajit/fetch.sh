#!/bin/sh
# Puts the LuaJIT source that Cargo.lock pins into cargo's cache and prints its folder on standard output.
# Progress and errors go to standard error. The network is asked only when the cache lacks the source.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
# The manifest of the pinned crate is written in Rust edition 2024, which cargo understands from 1.85 on.
cargo_minor_min=85

fail() {
  printf 'LuaJIT: %s\n' "$1" >&2
  shift
  for remedy in "$@"; do
    printf '  try: %s\n' "$remedy" >&2
  done
  exit 1
}

elsewhere='-DLUAJIT_SOURCE_DIR=PATH, any LuaJIT 2.1 checkout from September 2023 on (no cargo needed)'
packaged='-DTROUPE_SYSTEM_LUAJIT=ON, the packaged library with its compiler switched off (slow)'

cargo=$(command -v cargo || true)
if [ -z "$cargo" ] && [ -x "${CARGO_HOME:-$HOME/.cargo}/bin/cargo" ]; then
  cargo=${CARGO_HOME:-$HOME/.cargo}/bin/cargo
fi
[ -n "$cargo" ] || fail "cargo is missing; it downloads the source" \
  "make setup" "apt-get install cargo-web (Debian 12) or cargo (Debian 13)" "$elsewhere" "$packaged"

version=$("$cargo" --version 2>/dev/null | sed -n 's/^cargo \([0-9][0-9]*\.[0-9][0-9]*\).*/\1/p')
case $version in
  1.*) [ "${version#1.}" -ge "$cargo_minor_min" ] || old=yes ;;
  '') fail "\`$cargo --version\` does not work" "rustup default stable" "$elsewhere" "$packaged" ;;
esac
[ -z "${old:-}" ] || fail "$cargo is version $version, 1.$cargo_minor_min or later is needed" \
  "make setup, after removing the old package" "rustup update stable" "$elsewhere" "$packaged"

# Asking offline first keeps a second build quick and possible without a network.
source_folder() {
  "$cargo" metadata --quiet --locked --offline --format-version 1 --manifest-path "$here/Cargo.toml" 2>/dev/null |
    grep -o '"manifest_path":"[^"]*/luajit-src[^/"]*/Cargo\.toml"' |
    sed 's/^"manifest_path":"//; s/\/Cargo\.toml"$//'
}

folder=$(source_folder || true)
if [ -z "$folder" ] || [ ! -f "$folder/luajit2/src/lj_obj.h" ]; then
  pinned=$(sed -n '/^name = "luajit-src"$/{n;s/^version = "\(.*\)"$/\1/p;}' "$here/Cargo.lock")
  printf 'LuaJIT: cargo fetches luajit-src %s\n' "$pinned" >&2
  "$cargo" fetch --locked --manifest-path "$here/Cargo.toml" >&2 ||
    fail "cargo could not fetch the source, see its message above" \
      "the same command again when the network works (a proxy goes into HTTPS_PROXY)" "$elsewhere" "$packaged"
  folder=$(source_folder || true)
fi
[ -n "$folder" ] && [ -f "$folder/luajit2/src/lj_obj.h" ] ||
  fail "the fetched crate has no luajit2/src below '$folder'" \
    "remove that folder and repeat, if cargo was interrupted while unpacking" "$elsewhere"
printf '%s\n' "$folder"
