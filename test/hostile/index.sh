#!/bin/sh
# Prints _index.yaml: the harness, then one entry a program, sorted. After adding a program: index.sh >_index.yaml
# With --check: exit code 1 if that was forgotten.
# The comments at the head of a program become its `meta`, its `require` calls its `modules`.
set -eu
cd "$(dirname "$0")"
if [ "${1:-}" = --check ]; then
  ./index.sh | cmp -s - _index.yaml && exit 0
  echo "test/hostile/_index.yaml is not what index.sh prints: run index.sh >_index.yaml" >&2
  exit 1
fi
cat <<'YAML'
# Written by index.sh: change that, or the head of a program, and not this file.
version: "1.0"
namespace: app

entries:
  - {name: terminal, kind: terminal.host, lifecycle: {auto_start: true}}
  - name: hostile                       # where the programs run, and one sentinel pair among them
    kind: process.host
    host:
      workers: 2
      memory_limit: 64M
      load_timeout: 1s
      max_processes: 2000
      mailbox_limit: 10000
      mailbox_bytes: 32M
    lifecycle: {auto_start: true, stop_timeout: 1s}
  - {name: apart, kind: process.host, host: {workers: 1}, lifecycle: {auto_start: true, stop_timeout: 1s}}
  - name: main
    kind: process.lua
    meta: {command: {name: hostile, short: "Runs the hostile programs, or those named, and judges them", main: true}}
    source: file://main.lua
    modules: [io, time, registry]
  - {name: asks, kind: process.lua, source: file://sentinel.lua, method: asks, modules: [time]}
  - {name: answers, kind: process.lua, source: file://sentinel.lua, method: answers, modules: [time]}
  - {name: probe, kind: process.lua, source: "return {main = function() return 1 end}"}
  # What the programs spawn.
  - {name: waits, kind: process.lua, source: file://children.lua, method: waits}
  - {name: returns, kind: process.lua, source: file://children.lua, method: returns}
  - {name: fails, kind: process.lua, source: file://children.lua, method: fails}
  - {name: spins, kind: process.lua, source: file://children.lua, method: spins}
  - {name: floods, kind: process.lua, source: file://children.lua, method: floods}
  - {name: dismal, kind: process.lua, source: "error('this chunk never loads')"}

YAML
LC_ALL=C
export LC_ALL
for file in programs/*.lua; do
  awk '
    function quoted(text) { gsub(/\047/, "\047\047", text); return "\047" text "\047" }
    BEGIN { head = 1 }
    head && /^-- ends: / { ends = ends (ends == "" ? "" : ", ") quoted(substr($0, 10)) }
    head && /^-- inside: c$/ { inside = ", inside: c" }
    head && /^-- seconds: [0-9]+$/ { seconds = ", seconds: " substr($0, 13) }
    !/^--/ { head = 0 }
    {
      line = $0
      while (match(line, /require\("[a-z0-9_]+"\)/)) {
        module = substr(line, RSTART + 9, RLENGTH - 11)
        if (!(module in seen) && !/^ *--/) { seen[module] = 1; modules = modules (modules == "" ? "" : ", ") module }
        line = substr(line, RSTART + RLENGTH)
      }
    }
    END {
      name = FILENAME
      gsub(/^programs\/|\.lua$/, "", name)
      if (ends == "") { print FILENAME ": its head does not say `-- ends: ...`" >"/dev/stderr"; exit 1 }
      print "  - name: " name "\n    kind: process.lua\n    meta: {ends: [" ends "]" inside seconds "}"
      print "    source: file://programs/" name ".lua"
      if (modules != "") printf "    modules: [%s]\n", modules
    }' "$file"
done
