#!/bin/sh
# Ends the program by SIGKILL again and again while it changes its registry and takes changed files over. Each start must find the files as
# they are, of one generation, and on top of them the last change of the program that was acknowledged, or the one after it.
#   TROUPE=PROGRAM kill.sh WORK ROUNDS [SEED]
set -u
work=$1
rounds=$2
seed=${3:-$(od -An -N4 -tu4 /dev/urandom | tr -d ' ')}
here=$(cd "$(dirname "$0")" && pwd)

rm -rf "$work"
mkdir -p "$work/bundle" || exit 1
work=$(cd "$work" && pwd)
cp "$here/_index.yaml" "$here/main.lua" "$here/.wippy.yaml" "$work/bundle" || exit 1
cd "$work/bundle" || exit 1
echo "seed $seed"

fail() {
  echo "round $round (seed $seed): $*"
  cat "$work/stdout" "$work/stderr" "$work/reloads"
  exit 1
}

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
acknowledged=0
reached=0
reloaded=0
round=0
: >"$work/reloads"
while read -r delay <&3; do
  round=$((round + 1))
  : >"$work/stdout"
  "$TROUPE" run . -x app:main >>"$work/stdout" 2>"$work/stderr" &
  program=$!
  tries=0
  until [ $((round % 8)) = 0 ] || [ -s "$work/stdout" ] || [ $tries -ge 4000 ] || ! kill -0 "$program" 2>/dev/null; do
    tries=$((tries + 1))
    sleep 0.005
  done
  started_with=$generation
  # One writes files and has them taken over, the other ends the program in the middle of it.
  (sleep "$delay"; kill -9 "$program" 2>/dev/null) &
  killer=$!
  while kill -0 "$killer" 2>/dev/null; do
    generation=$((generation + 1))
    write_files $generation
    "$TROUPE" reload >"$work/reloads" 2>&1 && reloaded=$((reloaded + 1))
    grep -q '^Error: refused' "$work/reloads" && fail "a reload was refused"
  done
  wait "$killer" 2>/dev/null
  wait "$program" 2>/dev/null
  grep -q BROKEN "$work/stdout" && fail "broken"
  [ -s "$work/stderr" ] && fail "complaints"
  restored=$(awk '$1 == "restored" { print $2 }' "$work/stdout")
  if [ -n "$restored" ]; then
    files=$(awk '$1 == "restored" { print $3 }' "$work/stdout")
    [ "$files" -ge "$started_with" ] || fail "the files say $started_with, the registry $files"
    [ "$restored" = "$acknowledged" ] || [ "$restored" = $((acknowledged + 1)) ] || fail "$acknowledged was acknowledged, $restored restored"
    acknowledged=$restored
    applied=$(awk '$1 == "applied" { n = $2 } END { print n }' "$work/stdout")
    [ -n "$applied" ] && acknowledged=$applied
    reached=$((reached + 1))
  fi
done 3<"$work/plan"

"$TROUPE" run . -x app:main -- 0 >"$work/stdout" 2>"$work/stderr" || fail "the last start failed"
[ "$(awk '$1 == "restored" { print $3 }' "$work/stdout")" = "$generation" ] || fail "the files are at $generation"
[ "$reached" -gt 0 ] && [ "$reloaded" -gt 0 ] || fail "nothing was restored or reloaded"
echo "$rounds rounds, $reached of them restored a version, $reloaded reloads, generation $generation at the end"
