# The short way to everything; `make help` lists it. The presets of CMakePresets.json do the same in more words.
#   CMAKE_ARGS  settings for cmake, e.g. make test CMAKE_ARGS=-DLUAJIT_SOURCE_DIR=PATH
#   JOBS        compilers at a time
#   FUZZ_SECONDS, TARGETS  of make fuzz
#   SOAK_SECONDS  of make soak
#   KILLS_SEED  of make kills
#   BUNDLE      what `make run` runs
BUNDLE ?= examples/tour
export CMAKE_ARGS JOBS

.DEFAULT_GOAL := help
.PHONY: help fuzz hostile kills model soak run test setup build debug asan tsan faults bench crowd format lint clean
# The steps print their progress in order.
.NOTPARALLEL:

help:
	@echo 'make run      set up, build and run $(BUNDLE)'
	@echo 'make test     set up, build and run all tests'
	@echo 'make setup    install what is missing, fetch LuaJIT'
	@echo 'make build    the optimized build in build/release'
	@echo 'make debug    build and test without optimization; also: asan, tsan, faults'
	@echo 'make hostile  400 hostile programs beside processes that must stay served'
	@echo 'make kills    every workflow example, killed before and after every commit: it must end as it would have'
	@echo 'make soak     half an hour of 20,000 processes that come and go: nothing lost, nothing left behind'
	@echo 'make model    a million random steps of processes beside their reference model'
	@echo 'make fuzz     every fuzz target for FUZZ_SECONDS (60); needs clang: apt-get install clang'
	@echo 'make bench    the benchmarks'
	@echo 'make crowd    N=1000000 idle processes: time and memory (20 GB)'
	@echo 'make format   clang-format on all sources'
	@echo 'make lint     clang-tidy on all sources'
	@echo 'make clean    remove build/'

setup:
	@.ci/setup.sh

build: export STEPS := 3
build: setup
	@.ci/build.sh release

run: export STEPS := 4
run: setup
	@.ci/build.sh release
	@echo '[4/4] run: build/release/troupe run $(BUNDLE)'
	@build/release/troupe run $(BUNDLE) || { code=$$?; \
	  echo 'run failed with exit code '$$code': build/release/troupe run $(BUNDLE)' >&2; \
	  echo '  try: the same with --verbose, or make test to see whether the build is sound' >&2; exit $$code; }
	@if [ '$(BUNDLE)' = examples/tour ]; then echo; \
	  echo 'What it cannot show by itself, a workflow that outlives its program: examples/order-saga/drive.sh'; \
	  sh examples/order-saga/drive.sh build/release/troupe; fi
	@echo
	@echo 'Next: build/release/troupe --help'
	@for example in examples/*/; do echo "      build/release/troupe run $${example%/}"; done
	@echo '      make test'

test: export STEPS := 4
test: setup
	@.ci/build.sh release
	@echo '[4/4] tests: ctest --preset release'
	@ctest --preset release -LE hostile --output-log build/release/ctest.log

debug asan tsan faults: export STEPS := 4
debug asan tsan faults: setup
	@.ci/build.sh $@
	@echo '[4/4] tests: ctest --preset $@'
	@ctest --preset $@ -LE hostile

# TROUPE_MODEL_SEED replays a walk that failed.
model: export STEPS := 3
model: setup
	@.ci/build.sh release
	@TROUPE_MODEL_STEPS=$${TROUPE_MODEL_STEPS:-1000000} build/release/test/unit/actors/unit_actors --test-case='process model*'

# They measure times and take memory on purpose, so they are no part of `test`.
hostile: export STEPS := 4
hostile: setup
	@.ci/build.sh release
	@echo '[4/4] hostile programs: ctest --preset release -L hostile'
	@ctest --preset release -L hostile

# Every point, where the tests of the preset `faults` take a sample of the large ones. KILLS_SEED replays one that failed.
kills: export STEPS := 4
kills: setup
	@.ci/build.sh faults
	@echo '[4/4] kills: every commit of the workflows'
	@for folder in test/faults/workflow/*/; do name=$$(basename "$$folder"); \
	  TROUPE="$$PWD/build/faults/troupe" test/faults/workflow/kill.sh $$name build/faults/kills/$$name 0 $(KILLS_SEED) || exit 1; done

SOAK_SECONDS ?= 1800
soak: export STEPS := 4
soak: setup
	@.ci/build.sh release
	@echo '[4/4] soak: $(SOAK_SECONDS) s'
	@test/soak/run.sh build/release/troupe $(SOAK_SECONDS)

FUZZ_SECONDS ?= 60
fuzz: export STEPS := 4
fuzz: setup
	@command -v clang++-14 >/dev/null || { echo 'fuzz: clang++-14 is missing; try: apt-get install clang' >&2; exit 1; }
	@cmake --preset fuzz $(CMAKE_ARGS) >/dev/null
	@cmake --build --preset fuzz
	@echo '[4/4] fuzz targets'
	@test/fuzz/run.sh build/fuzz $(FUZZ_SECONDS) $(TARGETS)

bench: export STEPS := 4
bench: setup
	@.ci/build.sh release
	@cmake --build --preset release --target bench_compile >/dev/null
	@echo '[4/4] benchmarks'
	@build/release/test/bench/bench_compile test/differential/programs/*.lua
	@test/bench/thousand.sh build/release/troupe
	@build/release/troupe run ./test/bench/registry -s --state build/release/bench-registry
	@test/bench/workflows.sh build/release/troupe
	@test/bench/run.sh build/release/troupe $(PEERS)

# Not among the benchmarks: it takes the memory of the whole machine.
N ?= 1000000
crowd: export STEPS := 4
crowd: setup
	@.ci/build.sh release
	@echo '[4/4] $(N) processes'
	@test/bench/crowd.sh build/release/troupe $(N)

sources = git ls-files --cached --others --exclude-standard '*.cpp' '*.hpp'
format_program = $(firstword $(shell command -v clang-format-14 clang-format))

format:
	@test -n '$(format_program)' || { echo 'format: clang-format is missing; try: apt-get install clang-format-14' >&2; exit 1; }
	@$(sources) | xargs -r '$(format_program)' -i

# clang cannot read gcc's precompiled headers, so lint has a build folder without them.
tidy_program = $(firstword $(shell command -v clang-tidy-14 clang-tidy))
lint: setup
	@test -n '$(tidy_program)' || { echo 'lint: clang-tidy is missing; try: apt-get install clang-tidy-14' >&2; exit 1; }
	@cmake --preset debug -B build/lint -DTROUPE_PCH=OFF $(CMAKE_ARGS) >/dev/null
	@cmake --build build/lint --target troupe_luajit_build
	@$(sources) | grep '^[a-z]*/.*\.cpp$$' | grep -v '^test/bench' | xargs -r -n 4 -P $$(nproc) '$(tidy_program)' -p build/lint --quiet

clean:
	@rm -rf build
