#!/bin/sh
# Usage: thousand.sh TROUPE     lint, first boot, second boot and reload of one file of a bundle of a thousand plain Lua files of 4 KB and a
# thousand entries besides, one JSON line a figure
# The files hold the programs of test/differential in turn; the median of five runs counts.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
troupe=$1
work=$(mktemp -d)
program=
trap '[ -z "$program" ] || kill "$program" 2>/dev/null; rm -rf "$work"' EXIT

mkdir "$work/app"
awk -v out="$work/app" '
  /^--@/ { ++n; next }
  { text[n] = text[n] $0 "\n" }
  END {
    index_file = out "/_index.yaml"
    print "version: \"1.0\"\nnamespace: app\nentries:\n  - {name: terminal, kind: terminal.host, lifecycle: {auto_start: true}}" >index_file
    print "  - {name: main, kind: process.lua, source: \"return {main = function() end}\"}" >index_file
    for (i = 0; i < 1000; ++i) {
      file = sprintf("%s/f%d.lua", out, i)
      body = "local M = {}\n"
      for (k = 0; length(body) < 4000; ++k)
        body = body "function M.f" k "(...)\n" text[(i * 7 + k) % n + 1] "end\n"
      printf "%sreturn M -- %d\n", body, i >file
      close(file)
      printf "  - {name: f%d, kind: library.lua, source: file://f%d.lua}\n", i, i >index_file
      printf "  - {name: e%d, kind: registry.entry, meta: {type: sample, tags: [a, b]}, value: %d}\n", i, i >index_file
    }
  }' "$here"/../differential/programs/*.lua

# median NAME COMMAND...
median() {
  name=$1
  shift
  for run in 1 2 3 4 5; do
    start=$(date +%s%N)
    "$@" >"$work/out" 2>&1 || { cat "$work/out" >&2; exit 1; }
    echo $((($(date +%s%N) - start) / 1000))
  done | sort -n | awk -v name="$name" '
    { taken[NR] = $1 }
    END { printf "{\"peer\":\"troupe\",\"bench\":\"%s\",\"value\":%.1f,\"unit\":\"ms\",\"note\":\"1000 files of 4 KB\"}\n", name, taken[3] / 1000 }'
}
first_boot() { rm -rf "$work/state"; "$troupe" run "$work/app" -x app:main --state "$work/state"; }
second_boot() { "$troupe" run "$work/app" -x app:main --state "$work/state"; }
median lint_thousand "$troupe" lint "$work/app"
median boot_thousand_first first_boot
median boot_thousand_second second_boot

"$troupe" run "$work/app" --state "$work/state" >"$work/out" 2>&1 &
program=$!
until "$troupe" status --state "$work/state" >/dev/null 2>&1; do sleep 0.05; done
for run in 1 2 3 4 5; do
  echo "-- $run" >>"$work/app/f500.lua"
  "$troupe" reload --json --state "$work/state" | sed -n 's/^ *"took_ms": \([0-9.]*\),$/\1/p'
done | sort -n | awk '
  { taken[NR] = $1 }
  END { printf "{\"peer\":\"troupe\",\"bench\":\"reload_one_of_thousand\",\"value\":%.1f,\"unit\":\"ms\",\"note\":\"1000 files of 4 KB, 2002 entries\"}\n", taken[3] }'
