#!/bin/sh
# Usage: crowd.sh TROUPE [N]     starts N processes (1,000,000) that wait, asks a sample of them, stops
# Prints one JSON object: the times, and the program's memory as the system counts it (VmRSS). A process that waits takes about 21 KiB, so
# a million need 22 GB; the program is ended by the system where there is less.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
troupe=$1
count=${2:-1000000}
case $count in
  '' | *[!0-9]* | 0*)
    echo "crowd.sh: $count is no number of processes; try: crowd.sh $troupe 50000" >&2
    exit 2 ;;
esac
state=$(mktemp -d)
trap 'rm -rf "$state"' EXIT

mkfifo "$state/in" "$state/out"
"$troupe" run "$here/crowd" -s --state "$state/run" main "$count" <"$state/in" >"$state/out" &
program=$!
exec 3>"$state/in" 4<"$state/out"
resident() { awk -v what="$1:" '$1 == what { print $2 }' "/proc/$program/status"; }
start_ns=0 sample=0 answer_ns=0 before=0 idle=0 peak=0
while read -r stage first second <&4; do
  case $stage in
    before) before=$(resident VmRSS) ;;
    started) start_ns=$first idle=$(resident VmRSS) ;;
    answered) sample=$first answer_ns=$second peak=$(resident VmHWM) stopping=$(date +%s%N) ;;
  esac
  echo >&3
done
wait "$program" || {
  echo "crowd.sh: the program ended with $? before it had done all; fewer processes: crowd.sh $troupe 50000" >&2
  exit 1
}
stop_ns=$(($(date +%s%N) - stopping))
awk -v n="$count" -v start="$start_ns" -v sample="$sample" -v answer="$answer_ns" -v stop="$stop_ns" -v before="$before" -v idle="$idle" \
  -v peak="$peak" 'BEGIN {
  printf "{\"processes\":%d,\"start_s\":%.3f,\"start_us_each\":%.3f,\"sample\":%d,\"answer_us_each\":%.3f,\"stop_s\":%.3f,", n, start / 1e9,
    start / 1e3 / n, sample, answer / 1e3 / sample, stop / 1e9
  printf "\"rss_before_kib\":%d,\"rss_idle_kib\":%d,\"bytes_each\":%.0f,\"rss_peak_kib\":%d}\n", before, idle, (idle - before) * 1024 / n, peak }'
