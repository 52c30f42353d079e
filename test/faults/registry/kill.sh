#!/bin/sh
# Ends the program by SIGKILL again and again while it changes its registry; each start must find the last version that was acknowledged, or
# the one after it, whole, and the history without a gap.
#   TROUPE=PROGRAM kill.sh WORK ROUNDS [SEED]
# A program with fault points dies at one of them in every other round, else at a random moment.
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
  cat "$work/stdout" "$work/stderr"
  exit 1
}

# Random numbers for all rounds at once: seconds until the end, a fault point, the pass at which it strikes.
awk -v seed="$seed" -v rounds="$rounds" 'BEGIN {
  srand(seed)
  for (i = 0; i < rounds; ++i)
    printf "%.6f %s:%d\n", rand() * 0.06, rand() < 0.5 ? "registry.before_append" : "registry.after_append", 1 + int(rand() * 6)
}' >"$work/plan"

acknowledged=0
reached=0
round=0
while read -r delay fault <&3; do
  round=$((round + 1))
  # A program without fault points takes no notice of the variable.
  [ $((round % 2)) = 0 ] && export TROUPE_FAULT="$fault" || unset TROUPE_FAULT
  : >"$work/stdout"  # before anybody looks at it
  "$TROUPE" run . -x app:main >>"$work/stdout" 2>"$work/stderr" &
  program=$!
  # Every eighth dies while it starts, the others while they change their registry, however long a start takes here.
  tries=0
  until [ $((round % 8)) = 0 ] || [ -s "$work/stdout" ] || [ $tries -ge 4000 ] || ! kill -0 "$program" 2>/dev/null; do
    tries=$((tries + 1))
    sleep 0.005
  done
  sleep "$delay"
  kill -9 "$program" 2>/dev/null
  wait "$program" 2>/dev/null
  grep -q BROKEN "$work/stdout" && fail "broken"
  [ -s "$work/stderr" ] && fail "complaints"
  restored=$(sed -n 's/^restored[[:space:]]*//p' "$work/stdout")
  if [ -n "$restored" ]; then
    # One more than was acknowledged may have reached the disk.
    [ "$restored" = "$acknowledged" ] || [ "$restored" = $((acknowledged + 1)) ] || fail "v$acknowledged was acknowledged, v$restored restored"
    acknowledged=$restored
    applied=$(sed -n 's/^applied[[:space:]]*//p' "$work/stdout" | tail -n 1)
    [ -n "$applied" ] && acknowledged=$applied
    reached=$((reached + 1))
  fi
done 3<"$work/plan"

# The last word: it starts, and all is there.
unset TROUPE_FAULT
"$TROUPE" run . -x app:main -- 0 >"$work/stdout" 2>"$work/stderr" || fail "the last start failed"
restored=$(sed -n 's/^restored[[:space:]]*//p' "$work/stdout")
[ "$restored" = "$acknowledged" ] || [ "$restored" = $((acknowledged + 1)) ] || fail "v$acknowledged was acknowledged, v$restored restored"
[ "$reached" -gt 0 ] || fail "no round got as far as its first version"
echo "$rounds rounds, $reached of them restored a version, v$restored at the end"
