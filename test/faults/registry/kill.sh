#!/bin/sh
# Ends the program by SIGKILL again and again while it changes its registry; each start must find the last version that was acknowledged, or
# the one after it, whole, and the history without a gap.
#   TROUPE=PROGRAM kill.sh WORK ROUNDS [SEED]
# A program with fault points dies at one of them in every other round, else at a random moment.
. "$(dirname "$0")/../rounds.sh"

# Random numbers for all rounds at once: seconds until the end, a fault point, the pass at which it strikes.
awk -v seed="$seed" -v rounds="$rounds" 'BEGIN {
  srand(seed)
  for (i = 0; i < rounds; ++i)
    printf "%.6f %s:%d\n", rand() * 0.06, rand() < 0.5 ? "registry.before_append" : "registry.after_append", 1 + int(rand() * 6)
}' >"$work/plan"

while read -r delay fault <&3; do
  # A program without fault points takes no notice of the variable.
  [ $((round % 2)) = 1 ] && export TROUPE_FAULT="$fault" || unset TROUPE_FAULT
  start
  sleep "$delay"
  kill -9 "$program" 2>/dev/null
  wait "$program" 2>/dev/null
  compare
done 3<"$work/plan"

unset TROUPE_FAULT
start_once_more
echo "$rounds rounds, $reached of them restored a version, v$restored at the end"
