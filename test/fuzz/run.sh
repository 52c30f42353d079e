#!/bin/sh
# run.sh BUILD SECONDS [TARGET...]: each target that long under libFuzzer. New inputs go to BUILD/fuzz/TARGET, crashes beside them.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
build=$1
seconds=$2
shift 2
[ $# -gt 0 ] || set -- expr frontend json layout value yaml
failed=0
for target; do
  found=$build/fuzz/$target
  mkdir -p "$found"
  more=
  [ "$target" != frontend ] || more=$here/../differential/programs
  echo "fuzz: $target for $seconds s"
  "$build/test/fuzz/fuzz_$target" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -max_len=4096 -print_final_stats=1 \
    -artifact_prefix="$found/" "$found" "$here/corpus/$target" ${more:+"$more"} >"$found.log" 2>&1 || {
    failed=1
    echo "fuzz: $target FAILED, the input is in $found:"
    grep -v '^#' "$found.log" | tail -n 40
  }
  grep -E 'number_of_executed_units|new_units_added' "$found.log" || true
done
exit $failed
