#!/bin/sh
# Configures a preset if needed and builds it: build.sh PRESET. Called by the Makefile after setup.sh.
#   STEPS       how many steps the caller counts in all (3)
#   CMAKE_ARGS  settings for cmake, e.g. -DLUAJIT_SOURCE_DIR=PATH; they stay in the build folder
#   JOBS        compilers at a time
set -eu
cd "$(dirname -- "$0")/.."
preset=$1
steps=${STEPS:-3}
folder=build/$preset
mkdir -p "$folder"

fail() {
  printf '\nbuild failed: %s\n' "$1" >&2
  shift
  for remedy in "$@"; do
    printf '  try: %s\n' "$remedy" >&2
  done
  exit 1
}

# A compiler takes up to 1.5 GB here; a machine that swaps is slower than one that waits.
if [ -z "${JOBS:-}" ]; then
  JOBS=$(nproc 2>/dev/null || echo 2)
  room=$(awk '/^MemAvailable:/ {print int($2 / 1500000)}' /proc/meminfo 2>/dev/null || true)
  if [ -n "$room" ] && [ "$room" -lt "$JOBS" ]; then JOBS=$room; fi
  if [ "$JOBS" -lt 1 ]; then JOBS=1; fi
fi

if [ ! -f "$folder/build.ninja" ] || [ -n "${CMAKE_ARGS:-}" ]; then
  printf '[3/%s] build: configuring %s\n' "$steps" "$folder"
  # shellcheck disable=SC2086  # several settings are several words
  cmake --preset "$preset" ${CMAKE_ARGS:-} >"$folder/configure.log" 2>&1 || {
    tail -n 30 "$folder/configure.log" >&2
    fail "cmake could not configure (see above and $folder/configure.log)" "make setup" "make clean, if the machine has changed"
  }
fi
printf '[3/%s] build: %s, %s at a time (the first one takes minutes)\n' "$steps" "$folder" "$JOBS"
cmake --build "$folder" -j "$JOBS" ||
  fail "see the first error above" "JOBS=1 make, if the compiler was killed for lack of memory" "make clean, then again"
