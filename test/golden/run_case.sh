#!/bin/sh
# One case: a folder with a bundle, the arguments of the program, and what it must print.
#   TROUPE=PROGRAM run_case.sh CASE WORK [SECONDS]
# CASE is copied to WORK, which is made anew, and the program runs there. Beside the bundle the case holds
#   command    the arguments, quoted as in a shell
#   expected   `--- exit N`, then `--- stdout` and `--- stderr` with their lines; test/support/match.awk lists the placeholders
#   before     optional shell commands run first in WORK (exit 77 skips the case); `after` in the same way at the end.
#              `before` may set runs_for, the seconds after which a program that runs services gets SIGTERM, and
#              as_user, a command that the program is run by.
# With ACCEPT=1 the case's `expected` is written anew from what happened: read the difference before you keep it.
set -u
case_folder=$1
work=$2
seconds=${3:-30}
here=$(cd "$(dirname "$0")" && pwd)
name=$(basename "$case_folder")
case_folder=$(cd "$case_folder" && pwd)

rm -rf "$work"
mkdir -p "$work/bundle" || exit 1
work=$(cd "$work" && pwd)
cp -R "$case_folder/." "$work/bundle"
chmod -R u+w "$work/bundle"
cd "$work/bundle" || exit 1
rm -f command expected before after

# What the machine has set must not show.
unset WIPPY_NODE_ID WIPPY_RELAY_NODE_NAME WIPPY_CACHE_DIR WIPPY_REGISTRY WIPPY_TOKEN SKIP_TEST_DIRS GOMEMLIMIT
export TROUPE LC_ALL=C TZ=UTC

finish() {
  if [ -f "$case_folder/after" ]; then
    . "$case_folder/after"
  fi
  exit "$1"
}

runs_for=
as_user=
if [ -f "$case_folder/before" ]; then
  . "$case_folder/before"
fi
eval "set -- $(cat "$case_folder/command")"
# Without --foreground the program would get the signal twice, once of the group.
if [ -n "${runs_for:-}" ]; then
  timeout --foreground --preserve-status -k 20 "$runs_for" ${as_user:-} "$TROUPE" "$@" </dev/null >"$work/stdout" 2>"$work/stderr"
else
  timeout --foreground -k 5 "$seconds" ${as_user:-} "$TROUPE" "$@" </dev/null >"$work/stdout" 2>"$work/stderr"
fi
code=$?
{
  echo "--- exit $code"
  echo "--- stdout"
  cat "$work/stdout"
  echo "--- stderr"
  cat "$work/stderr"
} >"$work/actual"

if [ "${ACCEPT:-}" = 1 ]; then
  [ -s "$case_folder/expected" ] || cp "$work/actual" "$case_folder/expected"
  awk -f "$here/../support/match.awk" "$case_folder/expected" "$work/actual" >"$work/shown"
  cp "$work/shown" "$case_folder/expected"
  finish 0
fi
if [ "$code" = 124 ] || [ "$code" = 137 ]; then
  echo "$name: troupe $* did not end within $seconds s"
fi
awk -f "$here/../support/match.awk" "$case_folder/expected" "$work/actual" >"$work/shown"
if diff -u "$case_folder/expected" "$work/shown"; then
  finish 0
fi
echo "$name: troupe $* printed something else (- expected, + seen)"
finish 1
