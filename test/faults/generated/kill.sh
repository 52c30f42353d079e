#!/bin/sh
# Ends the program by SIGKILL again and again while it runs workflows made of random steps; all must end as they do when nothing happens.
#   TROUPE=PROGRAM kill.sh WORK FLOWS [FIRST]
# FLOWS workflows from the seed FIRST on, 100 in each state folder. A program with fault points dies at one of them in every other start.
set -u
here=$(cd "$(dirname "$0")" && pwd)
work=$1
flows=$2
first=${3:-1}
[ -z "$work" ] || rm -rf "$work"
mkdir -p "$work"
kills=0
workflows=0

fail() {
  echo "$1"
  tail -n 5 "$work/errors"
  exit 1
}

# start STATE FROM TO OUTPUT
start() {
  "$TROUPE" --state "$1" run "$here" -c main "$2" "$3" >"$4" 2>"$work/errors" &
  program=$!
}

# Ends of all workflows, in order.
ends() {
  grep '^flow-' "$1" | sort -u
}

from=$first
last=$((first + flows - 1))
while [ "$from" -le "$last" ]; do
  to=$((from + 99))
  [ "$to" -le "$last" ] || to=$last
  start "$work/calm" "$from" "$to" "$work/calm.out"
  wait "$program" || fail "flows $from to $to do not end"
  ends "$work/calm.out" >"$work/expected"
  [ "$(wc -l <"$work/expected")" = $((to - from + 1)) ] || fail "flows $from to $to: not all have ended"
  ! grep failed "$work/expected" || fail "flows $from to $to fail by themselves"

  # Seconds until the end, a fault point, the pass at which it strikes.
  awk -v seed="$from" 'BEGIN {
    srand(seed)
    for (i = 0; i < 16; ++i)
      printf "%.3f journal.%s:%d\n", 0.1 + rand() * 0.5, rand() < 0.5 ? "before_commit" : "after_commit", 1 + int(rand() * 300)
  }' >"$work/plan"
  round=0
  while read -r delay fault <&3; do
    round=$((round + 1))
    [ $((round % 2)) = 1 ] && export TROUPE_FAULT="$fault" || unset TROUPE_FAULT
    start "$work/killed" "$from" "$to" "$work/killed.out"
    sleep "$delay"
    kill -9 "$program" 2>/dev/null && kills=$((kills + 1))
    wait "$program" 2>/dev/null
  done 3<"$work/plan"
  unset TROUPE_FAULT
  timeout -s KILL 100 "$TROUPE" --state "$work/killed" run "$here" -c main "$from" "$to" >"$work/killed.out" 2>"$work/errors" \
    || fail "flows $from to $to do not end after kills"
  ends "$work/killed.out" >"$work/found"
  diff "$work/expected" "$work/found" || fail "flows $from to $to end otherwise after kills"
  # Code still does what every record says: also those of workflows that were never rebuilt.
  "$TROUPE" --state "$work/killed" workflow replay --all "$here" >"$work/replayed" 2>&1 || fail "a record is not what the code does: $(tail -n 3 "$work/replayed")"
  workflows=$((workflows + $("$TROUPE" --state "$work/killed" workflow list --limit 1000000 | wc -l) - 1))
  rm -rf "$work/calm" "$work/killed"
  from=$((to + 1))
done
echo "$flows flows, $workflows workflows, $kills kills: all ended as they do without"
