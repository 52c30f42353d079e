#!/bin/sh
# Ends the program by SIGKILL again and again while it changes its registry and takes changed files over. Each start must find the files as
# they are, of one generation, and on top of them the last change of the program that was acknowledged, or the one after it.
#   TROUPE=PROGRAM kill.sh WORK ROUNDS [SEED]
. "$(dirname "$0")/../rounds.sh"

# The files of a generation, at once.
write_files() {
  cat >"$work/files.yaml" <<END
version: "1.0"
namespace: files
entries:
  - {name: a, kind: registry.entry, n: $1}
  - {name: b, kind: registry.entry, n: $1}
  - {name: f, kind: function.lua, method: f, source: "return function() return $1 end"}
  - {name: shared, kind: registry.entry, n: 0}
END
  mv "$work/files.yaml" files.yaml
}

# Long enough for some reloads, which take a sanitizer's build ten times as long.
window=0.12
if grep -q __asan_init "$TROUPE" || grep -q __tsan_init "$TROUPE"; then
  window=2
fi
awk -v seed="$seed" -v rounds="$rounds" -v window="$window" 'BEGIN { srand(seed); for (i = 0; i < rounds; ++i) printf "%.6f\n", rand() * window }' >"$work/plan"

generation=1
write_files $generation
reloaded=0
while read -r delay <&3; do
  start
  started_with=$generation
  # One writes files and has them taken over, the other ends the program in the middle of it.
  (sleep "$delay"; kill -9 "$program" 2>/dev/null) &
  killer=$!
  while kill -0 "$killer" 2>/dev/null; do
    generation=$((generation + 1))
    write_files $generation
    "$TROUPE" reload >"$work/also" 2>&1 && reloaded=$((reloaded + 1))
    grep -q '^Error: refused' "$work/also" && fail "a reload was refused"
  done
  wait "$killer" 2>/dev/null
  wait "$program" 2>/dev/null
  compare
  [ -z "$(said restored)" ] || [ "$(said restored 3)" -ge "$started_with" ] || fail "the files say $started_with, the registry $(said restored 3)"
done 3<"$work/plan"

start_once_more
[ "$(said restored 3)" = "$generation" ] || fail "the files are at $generation"
[ "$reloaded" -gt 0 ] || fail "nothing was reloaded"
echo "$rounds rounds, $reached of them restored a version, $reloaded reloads, generation $generation at the end"
