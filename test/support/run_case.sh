#!/bin/sh
# One case: a folder with a bundle, how the program is run on it, and what must come of it.
#   TROUPE=PROGRAM run_case.sh CASE WORK [SECONDS]
# CASE is copied to WORK/bundle, made anew, where everything happens. Beside the bundle the case holds
#   command    the arguments of the program, quoted as in a shell
#   expected   `--- exit N`, then `--- stdout` and `--- stderr` with their lines; match.awk lists the placeholders
#   stdin      optional: what the program reads; else nothing
#   before     optional: shell commands run first (exit 77 skips the case); `after` in the same way at the end.
#              `before` may set runs_for, the seconds after which a program that runs services gets SIGTERM, and
#              as_user, a command that the program is run by.
#   script     instead of `command`: shell commands that run "$TROUPE" themselves; what they print is compared
# With ACCEPT=1 the case's `expected` is written anew from what happened: read the difference before you keep it.
set -u
case_folder=$1
work=$2
seconds=${3:-60}
here=$(cd "$(dirname "$0")" && pwd)
name=$(basename "$case_folder")
case_folder=$(cd "$case_folder" && pwd)

rm -rf "$work"
mkdir -p "$work/bundle" || exit 1
work=$(cd "$work" && pwd)
cp -RL "$case_folder/." "$work/bundle"
chmod -R u+w "$work/bundle"
cd "$work/bundle" || exit 1
rm -f command expected before after script

# What the machine has set must not show.
unset WIPPY_NODE_ID WIPPY_RELAY_NODE_NAME WIPPY_CACHE_DIR WIPPY_REGISTRY WIPPY_TOKEN SKIP_TEST_DIRS GOMEMLIMIT
export TROUPE LC_ALL=C TZ=UTC

# Ends the case.
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
input=/dev/null
[ -f stdin ] && input=stdin

# A script ends with all that it started: `timeout` signals its group. Without --foreground a program alone would get the signal
# twice, once of the group.
if [ -f "$case_folder/script" ]; then
  set -- script
  timeout -k 5 "$seconds" sh "$case_folder/script" <"$input" >"$work/stdout" 2>"$work/stderr"
else
  eval "set -- $(cat "$case_folder/command")"
  if [ -n "$runs_for" ]; then
    timeout --foreground --preserve-status -k 20 "$runs_for" $as_user "$TROUPE" "$@" <"$input" >"$work/stdout" 2>"$work/stderr"
  else
    timeout --foreground -k 5 "$seconds" $as_user "$TROUPE" "$@" <"$input" >"$work/stdout" 2>"$work/stderr"
  fi
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
  if [ -s "$case_folder/expected" ]; then
    awk -f "$here/match.awk" "$case_folder/expected" "$work/actual" >"$work/shown"
    cp "$work/shown" "$case_folder/expected"
  else
    cp "$work/actual" "$case_folder/expected"
  fi
  finish 0
fi
if [ "$code" = 124 ] || [ "$code" = 137 ]; then
  echo "$name: did not end within $seconds s"
fi
if [ ! -s "$case_folder/expected" ]; then
  echo "$name: expects nothing at all, not even an exit code; ACCEPT=1 writes what happens"
  finish 1
fi
awk -f "$here/match.awk" "$case_folder/expected" "$work/actual" >"$work/shown"
if diff -u "$case_folder/expected" "$work/shown"; then
  finish 0
fi
echo "$name: troupe $* printed something else (- expected, + seen)"
finish 1
