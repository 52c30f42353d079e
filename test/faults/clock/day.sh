#!/bin/sh
# The example approval with the patience that it means, a day, and a wall clock that the test moves: the day goes on while the program is dead, and
# ends on time while it runs.
#   TROUPE=PROGRAM MOVE_CLOCK=LIBRARY day.sh WORK      LIBRARY is move_clock.cpp's
set -u
here=$(cd "$(dirname "$0")" && pwd)
rm -rf "$1"
mkdir -p "$1" || exit 1
work=$(cd "$1" && pwd)
cp -R "$here/../../../examples/approval" "$work/bundle" || exit 1
cd "$work/bundle" || exit 1
export LC_ALL=C TZ=UTC TROUPE_TEST_CLOCK="$work/ahead"
program=
trap '[ -z "$program" ] || kill -9 "$program" 2>/dev/null' EXIT

fail() {
  echo "$*"
  cat "$work/said" "$work/logged"
  exit 1
}

hours_ahead() {
  echo $(($1 * 3600)) >"$work/ahead.new"
  mv "$work/ahead.new" "$work/ahead"
}

start() {
  : >"$work/said"
  LD_PRELOAD=$MOVE_CLOCK "$TROUPE" --state "$work/state" run . -v -x approval:main 24h >"$work/said" 2>"$work/logged" &
  program=$!
}

# Until it has said that, so often.
until_said() {
  tries=0
  until [ "$(grep -c "$1" "$work/said")" -ge "$2" ]; do
    tries=$((tries + 1))
    [ $tries -lt 600 ] || fail "it does not say \"$1\" $2 times"
    sleep 0.05
  done
}

killed() {
  kill -9 "$program"
  wait "$program" 2>/dev/null
  program=
}

# How many of the requests are in that state.
in_state() {
  "$TROUPE" --state "$work/state" workflow list --limit 0 --json | grep -c "\"status\": \"$1\""
}

hours_ahead 0
start
until_said '^Bob .*refused' 1
killed
[ "$(in_state running)" = 1 ] || fail "Carol's request does not wait after a kill"

# An hour is left when it starts again, and a new one of hers begins.
hours_ahead 23
start
until_said '^Bob .*refused' 1
grep -q Carol "$work/said" && fail "Carol's request expired an hour early"
[ "$(in_state running)" = 2 ] || fail "$(in_state running) requests wait with an hour left, not 2"
killed

# The first day ended while the program was dead: the request expires at once. The second one's ends while it runs.
hours_ahead 24
start
until_said '^Bob .*refused' 1
tries=0
until [ "$(in_state completed)" = 7 ]; do
  tries=$((tries + 1))
  [ $tries -lt 600 ] || fail "the first request did not expire"
  sleep 0.05
done
[ "$(in_state running)" = 2 ] || fail "the later requests expired a day early"
hours_ahead 48
until_said '^Carol .*expired' 1
wait "$program"
code=$?
program=
[ $code = 0 ] || fail "it ended with code $code"
[ "$(in_state completed)" = 9 ] || fail "$(in_state completed) requests have ended, not 9"
echo "three requests, a day each: all expired on time"
