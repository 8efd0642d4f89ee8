#!/usr/bin/env bash
# Runs every check and ends with the line "N passed, N failed"; fails if any check failed or could not be run.
#
#   scripts/test.sh [--quick] [--only STAGE]...
#
# --quick        leave out the stages asan, tsan and fuzz
# --only STAGE   run this stage only; may be given several times
#
# Stages:
#   setup      install what is missing (scripts/setup.sh --tests)
#   cpp        C++ is formatted (clang-format)
#   python     Python is formatted (ruff format)
#   lint       Python is in order (ruff check)
#   headers    every public header compiles alone
#   release    rivalry_tests: unit, verification, reproducibility, regression, faults
#   mutations  faults planted into the engine are caught by `rivalry verify` or named tests; only a selection of them
#              unless --only mutations
#   allocation no memory is taken in a period once a market is warm
#   asan       the unit tests under the address and undefined-behaviour sanitizers
#   tsan       tests with several threads, and a recorded run, under the thread sanitizer
#   clang      a build by clang 16: the tests of reproducibility, and the results on record
#   arm64      a build for ARM64, compiled here and run under emulation: random words, functions, the tests of
#              reproducibility, and the results on record
#   cli        the program from the command line (pytest tests/cli); builds by gcc and by clang give the same bits
#   cluster    sweeps under Slurm and MPI, which are started here (pytest tests/cluster)
#   analysis   the Python package (pytest tests/python)
#   fuzz       changed files for a minute and a half, to all that reads files (tests/fuzz/run.py, also for longer)
#   benchmarks they build and run, with tiny sizes; nothing is timed
#
# Each stage's output is in build/test-logs/STAGE.log. CMAKE_BUILD_PARALLEL_LEVEL limits the compilers, and the tests, that
# run at a time.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1

stages=(setup cpp python lint headers release mutations allocation asan tsan clang arm64 cli cluster analysis fuzz benchmarks)
only=()
quick=no

usage_error() {
  echo "test.sh: $1" >&2
  exit 2
}

while (($#)); do
  case $1 in
    --quick) quick=yes ;;
    --only)
      [[ " ${stages[*]} " == *" ${2-} "* && -n ${2-} ]] || usage_error "--only '${2-}': must be one of ${stages[*]}"
      only+=("$2")
      shift
      ;;
    -h | --help) sed -n '2,/^set/{/^#/s/^# \{0,1\}//p}' "$0" && exit ;;
    *) usage_error "unknown option '$1' (known: --quick, --only, --help)" ;;
  esac
  shift
done
((${#only[@]})) && stages=("${only[@]}")

export CMAKE_BUILD_PARALLEL_LEVEL=${CMAKE_BUILD_PARALLEL_LEVEL:-$(nproc)}
side_by_side=(--numprocesses "$CMAKE_BUILD_PARALLEL_LEVEL" --dist worksteal) # of pytest
logs=build/test-logs
mkdir -p "$logs"
total_passed=0
total_failed=0

# A stage prints its output, sets `passed` and `failed`, and says in `reason` why it could not run, if so.

stage_setup() { bash scripts/setup.sh --tests || reason="the setup failed"; }

check() { if "$@"; then passed=1; else failed=1; fi; }
stage_cpp() { check bash scripts/format.sh --check cpp; }
stage_python() { check bash scripts/format.sh --check python; }
stage_lint() { check bash scripts/format.sh --check lint; }

# build PRESET TARGET
build() { cmake --preset "$1" && cmake --build --preset "$1" --target "$2"; }
stage_headers() { check build release all_verify_interface_header_sets; }

# Runs a program's tests in as many parts at a time as there are processors, shuffled, as long ones stand together. A part
# ends with "[doctest] test cases:  9 |  8 passed | 1 failed | 0 skipped", where tests of other parts count as passed; one
# that died without a failed case counts as one failed.
doctest() {
  local parts=$CMAKE_BUILD_PARALLEL_LEVEL output=$logs/doctest-output count part first last running=() status=0
  set -- "$@" --no-colors --order-by=rand --rand-seed=1
  count=$("$@" --count | sed -nE 's/.*: ([0-9]+)$/\1/p' | tail -n 1)
  for ((part = 0; part < parts; ++part)); do
    first=$((${count:-0} * part / parts + 1)) last=$((${count:-0} * (part + 1) / parts))
    ((first <= last)) || continue
    timeout 1800 "$@" --first="$first" --last="$last" >"$output-$part" 2>&1 &
    running+=($!)
  done
  for part in "${running[@]}"; do wait "$part" || status=$?; done
  for part in "$output"-*; do
    cat "$part"
    last=$(sed -nE 's/^\[doctest\] test cases:.* ([0-9]+) failed.*/\1/p' "$part" | tail -n 1)
    failed=$((failed + ${last:-0}))
  done
  passed=$((${count:-0} - failed))
  rm -f "$output"-*
  conclude "$status"
}

# "3 failed, 12 passed, 1 skipped, 2 errors in 4.56s", with "=====" around it or not.
pytest() {
  local output=$logs/pytest-output status summary errors
  PATH="$PWD/.venv/bin:$PATH" timeout 2400 .venv/bin/python -m pytest --color=no -ra "$@" 2>&1 | tee "$output"
  status=${PIPESTATUS[0]}
  summary=$(grep -E ' in [0-9.]+s' "$output" | tail -n 1)
  passed=$(sed -nE 's/(^|.*[ =])([0-9]+) passed.*/\2/p' <<<"$summary")
  failed=$(sed -nE 's/(^|.*[ =])([0-9]+) failed.*/\2/p' <<<"$summary")
  errors=$(sed -nE 's/(^|.*[ =])([0-9]+) errors?.*/\2/p' <<<"$summary")
  failed=$((${failed:-0} + ${errors:-0}))
  rm -f "$output"
  conclude "$status"
}

conclude() {
  passed=${passed:-0} failed=${failed:-0}
  if ((passed + failed == 0)); then
    reason="no test ran"
  elif (($1 != 0 && failed == 0)); then
    reason="ended with status $1"
  fi
}

stage_release() {
  build release rivalry_tests || { reason="the build failed" && return; }
  doctest build/release/bin/rivalry_tests
}

# "26 passed, 0 failed"
stage_mutations() {
  build release rivalry && build release rivalry_tests || { reason="the build failed" && return; }
  local selection=(--turn 4) output=$logs/mutations-output status
  ((${#only[@]})) && selection=()
  timeout 1800 .venv/bin/python tests/mutations/plant.py "${selection[@]}" 2>&1 | tee "$output"
  status=${PIPESTATUS[0]}
  read -r passed _ failed _ < <(grep -E '^[0-9]+ passed, [0-9]+ failed$' "$output")
  rm -f "$output"
  conclude "$status"
}

stage_allocation() {
  build release rivalry_allocation_tests || { reason="the build failed" && return; }
  doctest build/release/bin/rivalry_allocation_tests
}

stage_asan() {
  build asan rivalry_unit_tests || { reason="the build failed" && return; }
  LSAN_OPTIONS=suppressions=$PWD/tests/suppressions/lsan.supp:print_suppressions=0 UBSAN_OPTIONS=print_stacktrace=1 \
    doctest build/asan/bin/rivalry_unit_tests
}

stage_tsan() {
  build tsan rivalry_bits_tests && build tsan rivalry || { reason="the build failed" && return; }
  local -x TSAN_OPTIONS=suppressions=$PWD/tests/suppressions/tsan.supp
  doctest build/tsan/bin/rivalry_bits_tests '--source-file=*tests/reproducibility/*,*tests/unit/workers.cpp'
  local result=$logs/tsan.h5 # every variable, every period: the recorder's thread has to keep up with several blocks
  if build/tsan/bin/rivalry run baseline --set market.firms=5000 --set scenario.periods=10 --set recording.events=all \
    --record all --every 1 --threads 2 -o "$result" --force --quiet; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
  fi
  rm -f "$result"
}

stage_clang() {
  build clang rivalry_bits_tests && build clang rivalry || { reason="the build failed" && return; }
  doctest build/clang/bin/rivalry_bits_tests '--source-file=*tests/reproducibility/*,*tests/regression/*'
}

# -L: where the emulator finds the libraries that programs for ARM64 are linked with.
stage_arm64() {
  local emulator=(qemu-aarch64 -L build/arm64-sysroot)
  bash scripts/sysroot.sh || { reason="there are no libraries for ARM64" && return; }
  build arm64 rivalry_bits_tests && build arm64 rivalry || { reason="the build failed" && return; }
  doctest "${emulator[@]}" build/arm64/bin/rivalry_bits_tests
  local name digest result=$logs/arm64.h5
  for name in baseline new-segment replications/cournot; do
    digest=$(sed -n "s#^$name ##p" tests/regression/digests.txt)
    if "${emulator[@]}" build/arm64/bin/rivalry run "scenarios/$name.toml" --replicate 1 -o "$result" --force --quiet &&
      "${emulator[@]}" build/arm64/bin/rivalry digest "$result" | tee /dev/stderr | grep -q "^$digest "; then
      passed=$((passed + 1))
    else
      failed=$((failed + 1))
    fi
  done
  rm -f "$result"
}

stage_cli() {
  build release rivalry && build clang rivalry || { reason="the build failed" && return; }
  pytest tests/cli "${side_by_side[@]}"
}

stage_cluster() {
  build release rivalry && build release rivalry_with_mpi || { reason="the build failed" && return; }
  pytest tests/cluster
}

stage_analysis() {
  build release rivalry || { reason="the build failed" && return; }
  pytest tests/python "${side_by_side[@]}"
}

# "11 passed, 0 failed"
stage_fuzz() {
  build release rivalry && build fuzz rivalry_fuzz || { reason="the build failed" && return; }
  local output=$logs/fuzz-output status
  timeout 900 .venv/bin/python tests/fuzz/run.py --minutes 1.5 --jobs "$CMAKE_BUILD_PARALLEL_LEVEL" 2>&1 | tee "$output"
  status=${PIPESTATUS[0]}
  read -r passed _ failed _ < <(grep -E '^[0-9]+ passed, [0-9]+ failed$' "$output")
  rm -f "$output"
  conclude "$status"
}

stage_benchmarks() {
  build release rivalry && build release rivalry_bare_run && build release rivalry_reference_market &&
    build release rivalry_benchmarks || { reason="the build failed" && return; }
  pytest tests/benchmarks
}

for stage in "${stages[@]}"; do
  [[ $quick == yes && $stage =~ ^(asan|tsan|fuzz)$ ]] && continue
  [[ $stage == arm64 && $(uname -m) == aarch64 ]] && continue # where all the others are that
  passed=0 failed=0 reason='' start=$SECONDS
  printf '%-10s' "$stage"
  "stage_$stage" >"$logs/$stage.log" 2>&1 </dev/null
  [[ -n $reason ]] && failed=$((failed + 1))
  printf '%5d passed, %d failed  (%d s)%s\n' "$passed" "$failed" $((SECONDS - start)) "${reason:+: $reason}"
  if ((failed)); then
    echo "--- the end of $logs/$stage.log:"
    tail -n 60 "$logs/$stage.log"
    echo "---"
  fi
  total_passed=$((total_passed + passed))
  total_failed=$((total_failed + failed))
done

echo "$total_passed passed, $total_failed failed"
((total_failed == 0))
