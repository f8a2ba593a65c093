#!/bin/bash
# Runs every check and ends in one line: N passed, N failed[, N skipped]. Exits with 1 where one failed.
#   test.sh [lint|release|worlds|limits|kills|damage|defects|debug|tsan|rtsan]...   without arguments: all, in this order.
set -u
cd "$(dirname "$0")/.."
logs=.build/logs
mkdir -p "$logs"
passed=0 failed=0 skipped=0
# Compilers and test runs print much; what failed is printed again before the last line.
failures=()

# One command that passes or fails as a whole.
check() {
  local name=$1
  shift
  echo "== $name"
  if "$@" >"$logs/$name.log" 2>&1; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    failures+=("$name (log: $logs/$name.log)")
    grep -E '^[^ |]+:[0-9]+:[0-9]+: (error|warning)|^error:' "$logs/$name.log" | awk '!seen[$0]++' | head -n 40
    return 1
  fi
}

# A run of tests, counted one by one.
run_tests() {
  local name=$1
  shift
  local log=$logs/$name.log
  echo "== $name"
  "$@" >"$log" 2>&1
  local status=$?
  local total bad skips
  total=$(sed -n 's/.*Test run with \([0-9]*\) test.*\(passed\|failed\) after.*/\1/p' "$log" | tail -n 1)
  bad=$(grep -E '✘ Test .* failed after ' "$log" | grep -cv '✘ Test run with ')
  skips=$(grep -c '^skipped: ' "$log")
  grep -E '^(seed of |skipped: )' "$log" | sort -u
  if [ -z "$total" ]; then
    # Did not build, or died before it could count.
    total=1 bad=1
  elif [ "$status" -ne 0 ] && [ "$bad" -eq 0 ]; then
    bad=1 total=$((total + 1))
  fi
  passed=$((passed + total - bad)) failed=$((failed + bad)) skipped=$((skipped + skips))
  if [ "$bad" -ne 0 ]; then
    failures+=("$name: $bad of $total (log: $log)")
    grep -E '^[^ |]+:[0-9]+:[0-9]+: error|^error:|✘|ThreadSanitizer|RealtimeSanitizer|Fatal error' "$log" | awk '!seen[$0]++' | cut -c1-400 | head -n 100
  fi
}

lint() { check lint swift format lint --strict --recursive --parallel --configuration .swift-format Package.swift Sources Tests Benchmarks Fuzz; }
# Compiles the real-time check (@_noLocks) over the whole core, and what users run.
release() { check release swift build -c release; }
# 200 seeded worlds with faults, each replayed bit for bit.
worlds() { check worlds .build/release/exocap simulate world --seeds 1...200; check worlds-task-space .build/release/exocap simulate world --rig demo-task-space --seeds 1...50; }
# Ten million ticks of the limiter under goals and times that nobody should give.
limits() { check limits .build/release/exocap simulate limits --ticks 10000000; }
# Ten daemons are killed while they record; 1,000: make soak-kill.
kills() { check kills .build/release/exocap simulate kills --count 10 --profiles hw-profiles; }
# A few seconds of damaged recordings; ten minutes: make fuzz.
damage() { check damage .build/release/exocap simulate damage --seconds 5; }
# Simulated takes, clean and with each defect: no clean one is rejected, each defect is named. docs/quality.md has the long run.
defects() { check defects .build/release/exocap simulate defects --clean 20 --takes 1; }
# The daemon beside two hogs comes by itself: it would take the time of tests that look at the clock.
debug() {
  check build swift build --build-tests && run_tests debug swift test --skip-build --skip 'CrowdedDaemonTests' &&
    run_tests crowded swift test --skip-build --filter 'CrowdedDaemonTests'
}
# The queues, with two threads, under ThreadSanitizer: a package of their own, made of links.
tsan() {
  local package=.build/queues
  mkdir -p $package/Sources $package/Tests
  cp scripts/queues-package.swift $package/Package.swift
  ln -sfn ../../../Sources/ExocapCore/Queues $package/Sources/ExocapCore
  ln -sfn ../../../Tests/CRealtimeCheck $package/Sources/CRealtimeCheck
  ln -sfn ../../../Tests/ExocapTestSupport $package/Sources/ExocapTestSupport
  ln -sfn ../../../Tests/ExocapCoreTests/Queues $package/Tests/ExocapCoreTests
  run_tests tsan swift test -c release --package-path $package --sanitize=thread
}
# The real-time scopes under RealtimeSanitizer: the debug build, linked once more.
rtsan() {
  local flags
  flags=$(scripts/rtsan-flags.sh)
  if [ -z "$flags" ]; then
    echo "== rtsan"
    echo "skipped: this toolchain has no RealtimeSanitizer"
    skipped=$((skipped + 1))
    return
  fi
  # shellcheck disable=SC2086
  check rtsan-link swift build --build-tests $flags && run_tests rtsan swift test --skip-build $flags --filter '^ExocapCoreTests\.'
}

if [ $# -eq 0 ]; then set -- lint release worlds limits kills damage defects debug tsan rtsan; fi
for step in "$@"; do
  case $step in
  lint | release | worlds | limits | kills | damage | defects | debug | tsan | rtsan) "$step" ;;
  *)
    echo "test.sh: no step '$step'" >&2
    exit 2
    ;;
  esac
done

for failure in "${failures[@]+"${failures[@]}"}"; do echo "failed: $failure"; done
line="$passed passed, $failed failed"
[ "$skipped" -eq 0 ] || line="$line, $skipped skipped"
echo "$line"
[ "$failed" -eq 0 ]
