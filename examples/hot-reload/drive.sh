#!/bin/sh
# Runs a copy of this bundle and changes its files while customers ask for prices.
#   examples/hot-reload/drive.sh [TROUPE]     the program, build/release/troupe if not given
set -eu
here=$(cd "$(dirname "$0")" && pwd)
troupe=${1:-$here/../../build/release/troupe}
copy=$(mktemp -d)
trap 'kill "$program" 2>/dev/null || true; rm -rf "$copy"' EXIT
cp -R "$here/." "$copy/shop"
mv "$copy/shop/changes" "$copy/changes"

: >"$copy/out"
: >"$copy/log"
"$troupe" --state "$copy/state" run "$copy/shop" --watch >"$copy/out" 2>"$copy/log" &
program=$!

# Until the program has printed that, to its output or its log.
await() {
  tries=0
  until grep -q "$1" "$copy/out" "$copy/log"; do
    tries=$((tries + 1))
    if [ $tries -ge 300 ] || ! kill -0 "$program" 2>/dev/null; then
      echo "the program never said: $1" >&2
      cat "$copy/out" "$copy/log" >&2
      exit 1
    fi
    sleep 0.1
  done
}

await 'tariff 1'
echo "two files change, which belong together"
cp "$copy/changes/2/"* "$copy/shop"
await 'tariff 2'
echo "a file is written that does not compile"
cp "$copy/changes/broken/"* "$copy/shop"
await 'refused: 1 problem, nothing has changed'
grep -o 'tariff.lua:.*: error: .*' "$copy/log" | tail -n 1
echo "and mended"
cp "$copy/changes/3/"* "$copy/shop"
code=0
wait "$program" || code=$?
echo "what the shop said:"
sed 's/^/  /' "$copy/out"
exit $code
