#!/bin/sh
# Usage: workflows.sh TROUPE [SLEEPERS]     one JSON line a figure of durable workflows; 1,000,000 sleepers if not said
# Beside them a program that commits to LMDB alone says what the disk allows.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
troupe=$1
sleepers=${2:-1000000}
work=$(mktemp -d)
program=
trap '[ -z "$program" ] || kill -9 "$program" 2>/dev/null; rm -rf "$work"' EXIT

bench() {
  "$troupe" run "$here/workflows" -s --state "$work/$1" bench "$@"
}

emit() {
  printf '{"peer":"troupe","bench":"%s","value":%s,"unit":"%s","note":"%s"}\n' "$1" "$2" "$3" "$4"
}

bench lone 4000
bench many 1000
bench signals 100000

# Replay: a history of two events a step, checked without a host; starting the program is taken off.
bench history 100000
"$troupe" workflow replay --state "$work/history" history "$here/workflows" >/dev/null
now() { date +%s%N; }
start=$(now)
"$troupe" workflow replay --state "$work/history" history "$here/workflows" >/dev/null
took=$(($(now) - start))
start=$(now)
"$troupe" lint "$here/workflows" >/dev/null
took=$((took - ($(now) - start)))
emit replay $((200000 * 1000000000 / took)) events/s "one workflow of 100,000 activities"

# Sleepers: memory when all sleep, the disk's share of each, and the start of a program that finds them.
mkfifo "$work/in" "$work/out"
"$troupe" run "$here/workflows" -s --state "$work/sleepers" bench sleepers "$sleepers" <"$work/in" >"$work/out" &
program=$!
exec 3>"$work/in" 4<"$work/out"
while read -r line <&4; do
  case $line in
    '# asleep')
      sleep 2  # unused memory goes back to the system
      emit sleepers_memory "$(awk '/^RssAnon:/ { print $2 / 1024 }' "/proc/$program/status")" MiB "RssAnon, $sleepers asleep"
      emit sleeper_disk $(($(du -k "$work/sleepers/journal/data.mdb" | cut -f1) * 1024 / sleepers)) bytes "of the journal, a workflow"
      break ;;
    *) echo "$line" ;;
  esac
done
kill -9 "$program"
wait "$program" 2>/dev/null || true
program=
start=$(now)
"$troupe" run "$here/workflows" -s --state "$work/sleepers" bench lone 1 >/dev/null
emit sleepers_restart $((($(now) - start) / 1000000)) ms "start among $sleepers sleepers, one workflow more, end"
