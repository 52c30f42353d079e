#!/bin/sh
# Usage: run.sh TROUPE [PEER...]     one JSON line a figure, of troupe and then of each peer's program
# A PEER is a script that prints such lines, e.g. a BEAM benchmark: ratios only mean something in one run on one machine.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
troupe=$1
shift
state=$(mktemp -d)
trap 'rm -rf "$state"' EXIT

"$troupe" run "$here/suite" -s --state "$state/a"

# Idle memory: the program waits at two points, and its resident size is read from outside at each.
mkfifo "$state/in" "$state/out"
"$troupe" run "$here/suite" -s --state "$state/b" bench memory 100000 <"$state/in" >"$state/out" &
pid=$!
exec 3>"$state/in" 4<"$state/out"
resident() { awk '/^VmRSS:/ {print $2}' "/proc/$pid/status"; }
before=0
while read -r line <&4; do
  case $line in
    '# before') before=$(resident); echo >&3 ;;
    '# after '*)
      count=${line#\# after }
      awk -v a="$(resident)" -v b="$before" -v n="$count" 'BEGIN {
        printf "{\"peer\":\"troupe\",\"bench\":\"idle_process_rss\",\"value\":%.3f,\"unit\":\"bytes\",\"note\":\"%d processes, VmRSS\"}\n", (a - b) * 1024 / n, n }'
      echo >&3 ;;
    *) echo "$line" ;;
  esac
done
wait "$pid"

for peer; do "$peer"; done
