#!/bin/sh
# Puts the source of the distribution's CAF into FOLDER/source: fetch.sh FOLDER. Done once; needs apt-get and the network, no root.
set -eu
folder=$1

fail() {
  printf 'CAF: %s\n' "$1" >&2
  shift
  for remedy in "$@"; do
    printf '  try: %s\n' "$remedy" >&2
  done
  exit 1
}

elsewhere='-DCAF_SOURCE_DIR=PATH, a checkout of CAF at the version of the installed libcaf-dev'

[ ! -f "$folder/source/libcaf_core/caf/config.hpp" ] || exit 0
command -v apt-get >/dev/null || fail "the source comes by apt-get, which is missing here" "$elsewhere"

# The machine's own package sources, asked for source packages; nothing outside FOLDER changes.
work=$folder/fetch
rm -rf "$work" "$folder/source"
mkdir -p "$work/sources.list.d" "$work/lists/partial" "$work/cache/archives/partial" "$work/source"
for list in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
  [ ! -f "$list" ] || sed -n 's/^deb[[:space:]]/deb-src /p' "$list" >"$work/sources.list.d/$(basename "$list" .list).list"
done
for list in /etc/apt/sources.list.d/*.sources; do
  [ ! -f "$list" ] || sed 's/^Types:.*/Types: deb-src/' "$list" >"$work/sources.list.d/$(basename "$list")"
done
work=$(cd "$work" && pwd)
set -- -q -o "Dir::Etc::sourcelist=/dev/null" -o "Dir::Etc::sourceparts=$work/sources.list.d" -o "Dir::State::lists=$work/lists" \
  -o "Dir::Cache=$work/cache" -o APT::Sandbox::User=root
printf 'CAF: apt-get fetches the source package actor-framework\n' >&2
# A source without source packages makes `update` complain; whether one has the package shows next.
(cd "$work/source" && { apt-get "$@" update; apt-get "$@" source --download-only --tar-only actor-framework; }) \
  >"$work/log" 2>&1 || { tail -n 5 "$work/log" >&2; fail "apt-get could not fetch the source, see its message above" \
    "the same command again when the network works" "$elsewhere"; }
mkdir "$work/tree"
tar -xf "$work"/source/actor-framework_*.orig.tar.* -C "$work/tree" --strip-components=1
mv "$work/tree" "$folder/source"
rm -rf "$work"
