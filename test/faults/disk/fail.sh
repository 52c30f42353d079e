#!/bin/sh
# The disk of the journal fills up or breaks while the program runs. It must not acknowledge anything that it cannot keep, say why, go on by
# itself when it can write again, and have all that it acknowledged if it is killed meanwhile.
#   TROUPE=PROGRAM FAIL_IO=LIBRARY fail.sh WORK      LIBRARY is fail_io.cpp's
set -u
here=$(cd "$(dirname "$0")" && pwd)
rm -rf "$1"
mkdir -p "$1/bundle" || exit 1
work=$(cd "$1" && pwd)
cp "$here"/*.yaml "$here"/*.lua "$work/bundle" || exit 1
cd "$work/bundle" || exit 1
export LC_ALL=C TZ=UTC
program=
trap '[ -z "$program" ] || kill -9 "$program" 2>/dev/null' EXIT

fail() {
  echo "$plan, $then: $*"
  tail -n 5 "$work/stdout" "$work/stderr"
  exit 1
}

# The first number that it sends, and how many.
start() {
  : >"$work/stdout"
  TROUPE_TEST_IO=$work/plan LD_PRELOAD=$FAIL_IO "$TROUPE" --state "$work/state" run . -v -x app:main "$1" "$2" >"$work/stdout" 2>"$work/stderr" &
  program=$!
}

stored() {
  awk '$1 == "stored" { n = $2 } END { print n + 0 }' "$work/stdout"
}

# Until more than that is stored.
until_stored() {
  tries=0
  until [ "$(stored)" -gt "$1" ]; do
    tries=$((tries + 1))
    [ $tries -lt 1500 ] || fail "no more than $(stored) are stored"
    kill -0 "$program" 2>/dev/null || fail "it has ended, with $(stored) stored"
    sleep 0.02
  done
}

limit_file() {
  prlimit --pid "$program" --fsize="$1"
}

break_it() {
  if [ "$plan" = "file size" ]; then
    limit_file "$(stat -c %s "$work/state/journal/data.mdb"):"
  else
    echo "$plan" >"$work/plan.new"
    mv "$work/plan.new" "$work/plan"
  fi
}

mend_it() {
  rm -f "$work/plan"
  [ "$plan" != "file size" ] || limit_file unlimited
}

finish() {
  wait "$program"
  code=$?
  program=
  [ $code = 0 ] || fail "it ended with code $code"
  grep -qx "ledger from 1 to $1" "$work/stdout" || fail "not every number is there once: $(grep ledger "$work/stdout")"
}

total=0
for plan in "write 28" "write 122" "write 27" "write 5" "sync 5" "meta 5" "file size"; do
  for then in goes_on killed; do
    [ "$plan $then" != "meta 5 goes_on" ] || continue  # it ends by itself
    rm -rf "$work/state" "$work/plan"
    start 1 60
    until_stored 5
    break_it
    if [ "$plan" = "meta 5" ]; then
      wait "$program"
      code=$?
      [ $code != 0 ] || fail "it ended well"
      grep -q 'refused' "$work/stdout" && fail "it went on, and refused"
      grep -q "what was acknowledged is on the disk" "$work/stderr" || fail "it does not say why it ended"
    else
      tries=0
      until grep -q 'Nothing is acknowledged until it can be written' "$work/stderr"; do
        tries=$((tries + 1))
        [ $tries -lt 1500 ] || fail "it does not say that it cannot write"
        kill -0 "$program" 2>/dev/null || fail "it has ended"
        sleep 0.02
      done
      before=$(stored)
      sleep 0.3
      [ "$(stored)" = "$before" ] || fail "$(stored) were acknowledged, $before when it could not write any more"
    fi
    if [ $then = goes_on ]; then
      mend_it
      until_stored "$before"
      grep -q 'written again' "$work/stderr" || fail "it does not say that it can write again"
      finish 60
    else
      [ "$plan" = "meta 5" ] || { kill -9 "$program"; wait "$program" 2>/dev/null; }
      last=$(stored)
      rm -f "$work/plan"
      start $((last + 1)) 10
      finish $((last + 10))
    fi
    total=$((total + 1))
  done
done
echo "$total failures of the disk: what was acknowledged was kept"
