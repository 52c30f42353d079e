#!/bin/sh
# Usage: run.sh TROUPE [NAME...]   runs the hostile programs, or those named: programs, groups, `source`, or `PART*`
# Each group is one run of TROUPE. What kills it, or cannot be ended, fails by name, and the rest of its group runs in another
# one. Exit code 1 if any failed, 2 if nothing was run.
#   FACTOR   multiplies all limits of time, for instrumented builds (1)
#   MEMORY   address space of TROUPE in KiB, or `unlimited` (4000000)
#   PATIENCE seconds for one run of TROUPE, multiplied as well (300)
set -u
here=$(cd "$(dirname "$0")" && pwd)
[ $# -ge 1 ] || { echo "usage: run.sh TROUPE [NAME...]" >&2; exit 2; }
troupe=$1
shift
factor=${FACTOR:-1}
patience=$((${PATIENCE:-300} * factor))
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
ulimit -v "${MEMORY:-4000000}" || exit 2
ulimit -c 0

"$here/index.sh" --check || exit 2

passed=0
failed=0

# The names that a word means: a program, a group, or those that begin with what stands before a `*`.
names_of() {
  (cd "$here/programs" && ls) | sed 's/\.lua$//' | awk -v word="$1" '
    { group = $0; sub(/_.*/, "", group) }
    $0 == word || group == word || (word ~ /\*$/ && index($0, substr(word, 1, length(word) - 1)) == 1)'
}

# Runs these programs, in as many runs of TROUPE as it takes.
run_names() {
  while [ $# -gt 0 ]; do
    rm -rf "$work/state"
    # For what floods the log it stays on, and is thrown away.
    silent=-s
    errors=$work/errors
    case $1 in log_*) silent= errors=/dev/null ;; esac
    timeout -s KILL "$patience" "$troupe" run "$here" $silent --state "$work/state" hostile "factor=$factor" "$@" \
      >"$work/out" 2>"$errors" </dev/null
    code=$?
    grep -a -E '^(ok|FAIL|again) ' "$work/out"
    passed=$((passed + $(grep -a -c '^ok ' "$work/out")))
    failed=$((failed + $(grep -a -c '^FAIL ' "$work/out")))
    if grep -a -q '^[0-9]* passed, [0-9]* failed$' "$work/out"; then
      if [ "$code" -gt 1 ]; then
        echo "FAIL $1 to the last: troupe ended with exit code $code after all of them"
        tail -n 20 "$work/errors" 2>/dev/null
        failed=$((failed + 1))
      fi
      return
    fi
    pair=$(grep -a '^- ' "$work/out" | tail -n 1 | cut -c3-)
    if [ -z "$pair" ]; then
      echo "FAIL $1 and $(($# - 1)) more: troupe ended with exit code $code before the first of them"
      tail -n 20 "$work/errors" 2>/dev/null
      failed=$((failed + $#))
      return
    fi
    # Whoever ran and was not judged fails, unless it was its neighbour that could not be ended; the rest is run anew.
    rest=
    case "$code $(grep -a -c '^FAIL .*: process.terminate did not end it$' "$work/out")" in
      '2 0') ;;
      '2 '*) pair= ;;
    esac
    for name; do
      if grep -a -E -q "^(ok|FAIL) $name( |:)" "$work/out"; then
        continue
      fi
      case " $pair " in
        *" $name "*)
          echo "FAIL $name: troupe ended with exit code $code while it ran: $pair"
          tail -n 20 "$work/errors" 2>/dev/null
          failed=$((failed + 1)) ;;
        *) rest="$rest $name" ;;
      esac
    done
    set -- $rest
  done
}

if [ $# -eq 0 ]; then
  set -- $(ls "$here/programs" | sed 's/_.*//' | sort -u) source
fi
singles=
for word; do
  if [ "$word" = source ]; then
    FACTOR=$factor "$here/sources.sh" "$troupe" >"$work/sources"
    cat "$work/sources"
    passed=$((passed + $(grep -c '^ok ' "$work/sources")))
    failed=$((failed + $(grep -c '^FAIL ' "$work/sources")))
    continue
  fi
  names=$(names_of "$word")
  if [ -z "$names" ]; then
    echo "run.sh: no program or group $word" >&2
    exit 2
  fi
  if [ "$names" = "$word" ]; then
    singles="$singles $word"
  else
    run_names $names
  fi
done
run_names $singles
echo "all: $passed passed, $failed failed"
[ "$failed" -eq 0 ]
