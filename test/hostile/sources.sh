#!/bin/sh
# Usage: sources.sh TROUPE       the group `source`: definition files and Lua sources that are deep, long or broken
# The loader may take them or refuse them, with a message. It must not crash, nor take longer than a while.
#   FACTOR   multiplies the limit of time (1)
set -u
troupe=$1
limit=$((20 * ${FACTOR:-1}))
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# repeated N TEXT: the text, N times over.
repeated() { awk -v n="$1" -v text="$2" 'BEGIN { for (i = 0; i < n; ++i) printf "%s", text }'; }

# One bundle, whose main.lua (or definitions) were written, run as a whole.
judge() {
  name=$1
  timeout -s KILL "$limit" "$troupe" run "$work/bundle" -s --state "$work/state" -x app:main \
    >"$work/out" 2>"$work/errors" </dev/null
  code=$?
  if [ "$code" -le 1 ]; then
    echo "ok $name (exit code $code)"
  elif [ "$code" -eq 137 ]; then
    echo "FAIL $name: it took longer than $limit s, or too much memory"
  else
    echo "FAIL $name: exit code $code: $(tail -n 1 "$work/errors" | cut -c1-200)"
  fi
  rm -rf "$work/bundle" "$work/state"
}

begin() {
  mkdir -p "$work/bundle"
  cat >"$work/bundle/_index.yaml" <<'YAML'
version: "1.0"
namespace: app
entries:
  - {name: terminal, kind: terminal.host, lifecycle: {auto_start: true}}
  - {name: main, kind: process.lua, source: file://main.lua}
YAML
}

# nested NAME BEFORE OPEN MIDDLE CLOSE AFTER: OPEN and CLOSE in each other, at three depths, or at those in `depths`.
nested() {
  for depth in ${depths:-150 10000 1000000}; do
    begin
    { printf '%s' "$2"; repeated "$depth" "$3"; printf '%s' "$4"; repeated "$depth" "$5"; printf '%s\n' "$6"; } \
      >"$work/bundle/main.lua"
    judge "source_$1_$depth"
  done
}

# definitions NAME DATA: an entry with this data, which is YAML.
definitions() {
  begin
  echo "$end" >"$work/bundle/main.lua"
  { printf '  - {name: deep, kind: registry.entry, data: '; printf '%s' "$2"; echo '}'; } >>"$work/bundle/_index.yaml"
  judge "source_$1"
}

end='
return {main = function() return 0 end}'
nested parentheses 'local x = ' '(' '1' ')' "$end"
nested tables 'local x = ' '{' '' '}' "$end"
nested functions 'local x = ' 'function() return ' '1' ' end' "$end"
nested blocks '' 'do ' '' ' end' "$end"
nested conditions '' 'if x then ' '' ' end' "$end"
nested loops '' 'while x do ' '' ' end' "$end"
# LuaJIT walks through all jumps to the end for each further one: a million would take an hour.
depths="150 10000"
nested else_if 'if x then ' 'elseif x then ' '' '' " end$end"
depths=
nested calls 'local function f(x) return x end local x = ' 'f(' '1' ')' "$end"
nested chained_calls 'local function f() return f end local function g() f' '()' '' '' " end$end"
nested indices 'local t = {} local function g() return t' '[t' '' ']' " end$end"
nested fields 'local t = {} local function g() return t' '.x' '' '' " end$end"
nested negations 'local x = ' 'not ' '1' '' "$end"
nested minus 'local x = ' '- ' '1' '' "$end"
nested concatenation 'local x = "a"' ' .. "a"' '' '' "$end"
nested power 'local x = 1' ' ^ 1' '' '' "$end"
nested sum 'local x = 1' ' + 1' '' '' "$end"
nested casts 'local x = 1' ' :: any' '' '' "$end"
nested types 'local x: ' '{' 'any' '}' " = nil$end"
nested function_types 'local x: ' '() -> ' 'any' '' " = nil$end"
nested generics 'local x: ' 'Channel<' 'any' '>' " = nil$end"
nested unions 'local x: any' ' | any' '' '' " = nil$end"
nested unclosed_parentheses 'local x = ' '(' '' '' ''
nested unclosed_tables 'local x = ' '{' '' '' ''
nested unclosed_types 'local x: ' '{' '' '' ''
nested unclosed_functions 'local x = ' 'function() return ' '' '' ''
nested locals '' 'local x ' '' '' "$end"
nested constants 'local t = {' '"k", 1.5, ' '' '' "}$end"
nested labels '' 'goto x ' '' '' "$end"

# long NAME BEFORE TEXT AFTER: the text five million times over.
long() {
  begin
  { printf '%s' "$2"; repeated 5000000 "$3"; printf '%s\n' "$4"; } >"$work/bundle/main.lua"
  judge "source_long_$1"
}

long string 'local x = "' x "\"$end"
long unclosed_string 'local x = [[' x ''
long name 'local ' x " = 1$end"
long number 'local x = ' 9 "$end"
long comment '--' x "$end"
long comment_unclosed '--[[' x ''
long blanks '' ' ' "$end"
long lines '' '
' "$end"
begin
: >"$work/bundle/main.lua"
judge source_empty
begin
printf '\033LJ\002\000' >"$work/bundle/main.lua"
judge source_bytecode
begin
head -c 100000 "$troupe" >"$work/bundle/main.lua"
judge source_binary
begin
printf 'return {main = function() return 0 end} \000 garbage' >"$work/bundle/main.lua"
judge source_nul

for depth in 150 10000 1000000; do
  definitions yaml_lists_$depth "$({ repeated "$depth" '['; repeated "$depth" ']'; })"
  definitions yaml_maps_$depth "$({ repeated "$depth" '{a: '; printf 1; repeated "$depth" '}'; })"
done
definitions yaml_cycle '&own [*own]'
begin
echo "$end" >"$work/bundle/main.lua"
{
  echo '  - name: laughs'
  echo '    kind: registry.entry'
  echo '    a0: &a0 [x, x, x, x, x, x, x, x, x]'
  for i in 1 2 3 4 5 6 7 8 9; do
    before="*a$((i - 1))"
    echo "    a$i: &a$i [$before, $before, $before, $before, $before, $before, $before, $before, $before]"
  done
} >>"$work/bundle/_index.yaml"
judge source_yaml_aliases
