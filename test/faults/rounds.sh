# What the tests that kill the program share; to be sourced by them. Afterwards a copy of the bundle is the current folder,
# and WORK is $work.
#   TROUPE=PROGRAM kill.sh WORK ROUNDS [SEED]
set -u
work=$1
rounds=$2
seed=${3:-$(od -An -N4 -tu4 /dev/urandom | tr -d ' ')}
here=$(cd "$(dirname "$0")" && pwd)
round=0

rm -rf "$work"
mkdir -p "$work/bundle" || exit 1
work=$(cd "$work" && pwd)
cp "$here/_index.yaml" "$here/main.lua" "$here/.wippy.yaml" "$work/bundle" || exit 1
cd "$work/bundle" || exit 1
echo "seed $seed"

fail() {
  echo "round $round (seed $seed): $*"
  cat "$work/stdout" "$work/stderr"
  [ ! -f "$work/also" ] || cat "$work/also"
  exit 1
}

# Starts the program and waits until it has said something, however long a start takes here; every eighth dies while it starts.
start() {
  round=$((round + 1))
  : >"$work/stdout"  # before anybody looks at it
  "$TROUPE" run . -x app:main >>"$work/stdout" 2>"$work/stderr" &
  program=$!
  tries=0
  until [ $((round % 8)) = 0 ] || [ -s "$work/stdout" ] || [ $tries -ge 4000 ] || ! kill -0 "$program" 2>/dev/null; do
    tries=$((tries + 1))
    sleep 0.005
  done
}

# The number that a line of the program's output begins with that word; its last one.
said() {
  awk -v word="$1" -v column="${2:-2}" '$1 == word { n = $column } END { print n }' "$work/stdout"
}

# What the program has restored must be what was acknowledged, or one more, which may have reached the disk.
acknowledged=0
reached=0
compare() {
  grep -q BROKEN "$work/stdout" && fail "broken"
  [ -s "$work/stderr" ] && fail "complaints"
  restored=$(said restored)
  [ -n "$restored" ] || return 0
  [ "$restored" = "$acknowledged" ] || [ "$restored" = $((acknowledged + 1)) ] || fail "$acknowledged was acknowledged, $restored restored"
  acknowledged=$restored
  applied=$(said applied)
  [ -z "$applied" ] || acknowledged=$applied
  reached=$((reached + 1))
}

# The last word: it starts, and all is there.
start_once_more() {
  "$TROUPE" run . -x app:main -- 0 >"$work/stdout" 2>"$work/stderr" || fail "the last start failed"
  compare
  [ "$reached" -gt 1 ] || fail "no round got as far as its first version"
}
