#!/bin/sh
# Ends the program by SIGKILL at every commit of a bundle's workflows, before and after it, starts it again on what the disk holds, and compares
# how the workflows ended with a run that nobody interrupted. Then the same with several kills in a row.
#   TROUPE=PROGRAM kill.sh NAME WORK [SAMPLE [SEED]]
# NAME is a folder here, put beside the bundle examples/NAME if there is one. Its process `main` starts workflows or joins them (lives.lua), and
# tells their ends; lines that begin with `heard` may be missing or come again, as what goes out of workflows may.
#   SAMPLE  only so many of the points, drawn from SEED; all if it is 0 or not given. So many random moments for a program without fault points.
#   JOBS    programs at a time (4)
set -u
here=$(cd "$(dirname "$0")" && pwd)
listing='s/[0-9a-f]\{8\}-[0-9a-f-]\{27\}/RUN/g
s/RUN_[0-9]*/RUN_N/g
s/.*"workflow_id": "\([^"]*\)".*"type": "\([^"]*\)", "status": "\([^"]*\)".*"attempt": \([0-9]*\).*/\1: \2, \3, attempt \4/p'

# A life of the program in $case, appended to what it said before; after $1 seconds it gets $2 (KILL).
live() {
  cd "$work/bundle" || exit 1
  timeout --foreground --preserve-status -s "${2:-KILL}" "$1" "$TROUPE" --state "$case/state" run . -v -x faults:main >"$case/stdout" 2>"$case/stderr"
  code=$?
  cat "$case/stdout" >>"$case/said"
  cat "$case/stderr" >>"$case/logged"
}

# How all has ended: what `main` tells, and what the journal holds.
outcome() {
  grep -v '^heard \|^troupe ' "$case/stdout"
  "$TROUPE" --state "$case/state" workflow list --limit 0 --json | sed -n "$listing" | sort
}

complain() {
  echo "$case ($faults): $*"
  tail -n 20 "$case/stdout" "$case/stderr"
  exit 1
}

# ---- one case: kill.sh --case WORK NUMBER FAULT... -----------------------------------------------------------------------------------------------
# FAULT is POINT:PASS, or a signal and when: KILL:SECONDS, TERM:SECONDS.
if [ "$1" = --case ]; then
  work=$2
  case=$work/$3
  shift 3
  faults=$*
  rm -rf "$case"
  mkdir -p "$case" || exit 1
  for fault in "$@"; do
    case $fault in
      KILL:*) live "${fault#*:}" KILL ;;
      TERM:*)
        live "${fault#*:}" TERM
        [ $code != 1 ] && [ $code != 143 ] || code=0  # `main` is told to stop, and does not wait any more
        ;;
      *) TROUPE_FAULT=$fault live 60 ;;
    esac
    [ $code = 137 ] || [ $code = 0 ] || complain "it ended with code $code"
    echo "$fault $code" >>"$case/codes"
  done
  live 60
  [ $code = 0 ] || complain "after its last start it ended with code $code"
  outcome >"$case/outcome"
  diff "$work/expected" "$case/outcome" >"$case/difference" || complain "the workflows ended in another way (< uninterrupted)
$(cat "$case/difference")"
  grep -q 'waits for code that fits' "$case/logged" && complain "a workflow was blocked: $(grep 'waits for code' "$case/logged")"
  grep '^heard ' "$case/said" | sort -u | grep -vxFf "$work/heard" && complain "something was heard that nobody says without a kill"
  again=$(grep -o 'once: .*' "$case/logged" | sort | uniq -d)
  [ -z "$again" ] || complain "said again by code that was only replayed: $again"
  # The record of every eighth must be one that the code still fits.
  if [ $((${case##*/} % 8)) = 0 ]; then
    "$TROUPE" --state "$case/state" workflow list --limit 0 --json | sed -n 's/.*"pid": "\([^"]*\)".*/\1/p' >"$case/pids"
    while read -r pid; do
      "$TROUPE" --state "$case/state" workflow replay "$pid" . >"$case/replay" 2>&1 || complain "$pid: $(cat "$case/replay")"
    done <"$case/pids"
  fi
  rm -rf "$case/state"
  exit 0
fi

# ---- all of them ---------------------------------------------------------------------------------------------------------------------------------
name=$1
work=$2
sample=${3:-0}
seed=${4:-$(od -An -N4 -tu4 /dev/urandom | tr -d ' ')}
rm -rf "$work"
mkdir -p "$work/bundle/faults" "$work/0" || exit 1
work=$(cd "$work" && pwd)
[ ! -d "$here/../../../examples/$name" ] || cp -R "$here/../../../examples/$name/." "$work/bundle"
cp "$here/lives.lua" "$here/$name"/* "$work/bundle/faults" || exit 1
export TROUPE LC_ALL=C TZ=UTC
unset TROUPE_FAULT

case=$work/0
faults=none
began=$(date +%s%N)
TROUPE_FAULT_COUNT=$work/passed live 60
[ $code = 0 ] || complain "uninterrupted it ended with code $code"
took=$((($(date +%s%N) - began) / 1000000))
outcome >"$work/expected"
grep '^heard ' "$case/said" >"$work/heard" || echo heard >"$work/heard"
# What workflows print is in the log; else nobody would see it come again.
! grep -rq 'print("once: ' "$work/bundle" || grep -q 'once: ' "$case/logged" || complain "nothing is printed"
commits=$(grep -c journal.before_commit "$work/passed" 2>/dev/null)

# What comes of one run depends a little on time: commits are steps that came together. So a few more than it had.
awk -v seed="$seed" -v sample="$sample" -v commits="${commits:-0}" -v took="$took" '
  function point(n) { return (rand() < 0.5 ? "journal.before_commit" : "journal.after_commit") ":" n }
  BEGIN {
    srand(seed)
    if (commits == 0) {
      for (i = 1; i <= (sample ? sample : 50); ++i)
        printf "%d KILL:%.3f KILL:%.3f\n", i, 0.7 * rand() * took / 1000, rand() * took / 1000
      for (; i <= (sample ? 1.3 * sample : 65); ++i)
        printf "%d TERM:%.3f TERM:%.3f\n", i, 0.7 * rand() * took / 1000, rand() * took / 1000
      exit
    }
    last = int(commits * 1.1) + 2
    for (k = 1; k <= last; ++k) {
      all[++count] = "journal.before_commit:" k
      all[++count] = "journal.after_commit:" k
    }
    # Several in a row: few commits each, so that the program comes as far as here and there.
    for (i = 1; i <= last / 2; ++i) {
      faults = ""
      for (n = 2 + int(rand() * 5); n > 0; --n)
        faults = faults " " point(1 + int(rand() * rand() * commits))
      all[++count] = substr(faults, 2)
    }
    # Nor may one that is asked to stop take its activities with it.
    for (i = 1; i <= last / 4; ++i)
      all[++count] = sprintf("TERM:%.3f", rand() * took / 1000)
    for (i = 1; i <= count; ++i)
      if (sample == 0 || sample >= count)
        print i, all[i]
    for (i = 1; sample < count && i <= sample; ++i) {
      chosen = i + int(rand() * (count - i + 1))
      print i, all[chosen]
      all[chosen] = all[i]
    }
  }' >"$work/plan"

xargs -P "${JOBS:-4}" -L 1 "$here/kill.sh" --case "$work" <"$work/plan" >"$work/complaints"
result=$?
cat "$work/complaints"
killed=$(cat "$work"/*/codes | grep -c ' 137$')
echo "$name: $(wc -l <"$work/plan") restarts compared after $killed kills, ${commits:-0} commits uninterrupted (seed $seed)"
[ "$killed" -gt 0 ] || { echo "nothing was killed"; exit 1; }
exit $result
