#!/bin/sh
# An order that goes well, then one that does not, whose program is killed while it pays back.
#   examples/order-saga/drive.sh [TROUPE]     the program, build/release/troupe if not given
set -eu
here=$(cd "$(dirname "$0")" && pwd)
troupe=${1:-$here/../../build/release/troupe}
folder=$(mktemp -d)
program=
trap 'kill -9 "$program" 2>/dev/null || true; rm -rf "$folder"' EXIT

# Orders to a place; the output is in $folder/out.
order() {
  "$troupe" --silent --state "$folder/state" run "$here" order "$1" >"$folder/out" 2>"$folder/log" &
  program=$!
}

# What the program printed, but for its name.
show() {
  sed '/^troupe /d' "$folder/out"
}

echo "to Berlin:"
order Berlin
wait "$program"
show

echo "to the Moon:"
order "the Moon"
tries=0
until grep -q 'paying 40 back' "$folder/out"; do
  tries=$((tries + 1))
  if [ $tries -ge 600 ] || ! kill -0 "$program" 2>/dev/null; then
    echo "the money was never paid back" >&2
    cat "$folder/out" "$folder/log" >&2
    exit 1
  fi
  sleep 0.05
done
kill -9 "$program"
wait "$program" 2>/dev/null || true
show
echo "killed, with SIGKILL; started again:"
order "the Moon"
code=0
wait "$program" || code=$?
show
exit $code
