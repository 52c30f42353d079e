#!/bin/sh
# Usage: run.sh TROUPE SECONDS [PROCESSES [PAUSE_MS]]
# Processes that send, crash, are killed, replaced and upgraded for so long. What the program holds is measured meanwhile, and must be as
# much at the end as after the warm-up; no number between two living processes may be lost. PROCESSES (20000) send six numbers each
# PAUSE_MS to 3 PAUSE_MS (2000), in pairs. The last line is the summary, an object of JSON; exit code 1: something is wrong, and said.
#   RSS_PERCENT, RSS_KIB   what the resident memory may grow by (5 % and 8192 KiB)
#   RSS_REST_PERCENT       how much of it may be left when all have ended (50)
set -u
here=$(cd "$(dirname "$0")" && pwd)
[ $# -ge 2 ] || { echo "usage: run.sh TROUPE SECONDS [PROCESSES [PAUSE_MS]]" >&2; exit 2; }
troupe=$1
seconds=$2
processes=${3:-20000}
pause_ms=${4:-2000}
work=$(mktemp -d)
program=
trap 'if [ -n "$program" ]; then kill "$program" 2>/dev/null; fi; rm -rf "$work"' EXIT
mkfifo "$work/in" "$work/out"
: >"$work/samples"

"$troupe" --state "$work/state" run "$here" -s soak "$seconds" "$processes" "$pause_ms" <"$work/in" >"$work/out" 2>"$work/errors" &
program=$!
exec 3>"$work/in" 4<"$work/out"

# Resident KiB, open files, and what the program says it holds: processes, names, monitors, links.
measure() {
  awk '$1 == "VmRSS:" { printf "%d ", $2 }' "/proc/$program/status"
  ls "/proc/$program/fd" | awk 'END { printf "%d ", NR }'
  "$troupe" --state "$work/state" status --json | awk -F '[:,]' '
    /^ *"program"/ { inside = 1 }
    inside && /^ *}/ { inside = 0 }
    inside { gsub(/[ "]/, "", $1); held[$1] = $2 + 0 }
    END { print held["processes"], held["names"], held["monitors"], held["links"] }'
}

summary=
while read -r line <&4; do
  case $line in
    sample) measure >>"$work/samples"; echo >&3 ;;
    rest) rest=$(measure); echo >&3 ;;
    'summary '*) summary=${line#summary } ;;
    *) echo "$line" ;;
  esac
done
wait "$program"
code=$?
program=
if [ -z "$summary" ]; then
  echo "wrong: troupe ended with exit code $code and without a summary"
  tail -n 20 "$work/errors"
  exit 1
fi

awk -v summary="$summary" -v code="$code" -v rest="$rest" -v pairs="$((processes / 2))" \
  -v percent="${RSS_PERCENT:-5}" -v kib="${RSS_KIB:-8192}" -v percent_at_rest="${RSS_REST_PERCENT:-50}" '
  function wrong(text) { print "wrong: " text; ++problems }
  # The middle of six samples from `first` on.
  function median(first, column,   i, j, list, kept) {
    for (i = 0; i < 6; ++i)
      list[i] = samples[first + i, column]
    for (i = 1; i < 6; ++i)
      for (j = i; j > 0 && list[j - 1] > list[j]; --j) {
        kept = list[j]; list[j] = list[j - 1]; list[j - 1] = kept
      }
    return int((list[2] + list[3]) / 2)
  }
  function near(column, name, wanted,   i, slack) {
    slack = wanted / 50 + 20
    for (i = 1; i <= NR; ++i)
      if (samples[i, column] < wanted - slack || samples[i, column] > wanted + slack)
        return wrong(samples[i, column] " " name " in sample " i ", expected about " wanted)
  }
  NF != 6 { wrong("sample " NR " is \"" $0 "\"") }
  { for (i = 1; i <= NF; ++i) samples[NR, i] = $i }
  END {
    if (NR < 12)
      wrong("only " NR " samples")
    first = median(1, 1)
    last = median(NR - 5, 1)
    split(rest, left, " ")
    if (last - first > first * percent / 100 + kib)
      wrong("resident memory grew by " last - first " KiB, from " first " to " last)
    if (left[1] > first * percent_at_rest / 100)
      wrong("of " first " KiB resident memory " left[1] " are left when all have ended")
    files = median(1, 2)
    if (median(NR - 5, 2) > files)
      wrong("open files grew from " files " to " median(NR - 5, 2))
    near(3, "processes", 2 * pairs)
    near(4, "names", pairs)
    near(5, "monitors", 3 * pairs)
    if (left[3] > 1 || left[4] + left[5] + left[6] > 0)
      wrong("at rest there are " left[3] " processes, " left[4] " names, " left[5] " monitors, " left[6] " links")
    if (code != 0)
      wrong("exit code " code)
    sub(/}$/, "", summary)
    printf "%s,\"rss_kib_first\":%d,\"rss_kib_last\":%d,\"rss_kib_rest\":%d,\"open_files_first\":%d,\"open_files_last\":%d,", summary, first, last, left[1], files, median(NR - 5, 2)
    printf "\"rss_kib\":["
    for (i = 1; i <= NR; ++i)
      printf "%s%d", (i > 1 ? "," : ""), samples[i, 1]
    printf "],"
    printf "\"names\":%d,\"monitors\":%d,\"problems\":%d}\n", median(NR - 5, 4), median(NR - 5, 5), problems
    exit problems > 0
  }' "$work/samples"
