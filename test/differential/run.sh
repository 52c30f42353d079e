#!/bin/sh
# run.sh TROUPE LUAJIT WORK [SEED [COUNT]]: all programs by both, and what they print compared. COUNT random programs, each also
# with annotations, are drawn from SEED: the same seed makes the same programs.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
troupe=$1
luajit=$2
work=$3
seed=${4:-1}
count=${5:-150}
rm -rf "$work"
mkdir -p "$work/programs"
cp "$here/main.lua" "$work"
export LC_ALL=C TZ=UTC
"$luajit" "$here/bundle.lua" "$here" "$work" "$seed" "$count"
"$luajit" "$here/plain.lua" "$here" "$seed" "$count" >"$work/plain.out"
"$troupe" run "$work" -x app:main >"$work/troupe.out"
exec "$luajit" "$here/compare.lua" "$work/plain.out" "$work/troupe.out" "$here/exceptions"
