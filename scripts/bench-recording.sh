#!/bin/bash
# Measures recording, replay, exports and the daemon, and prints Markdown: bench-recording.sh replay | mcap | tails | hour | stream | daemon | export
set -euo pipefail
cd "$(dirname "$0")/.."
bench=.build/release/exocap-bench
python=.build/venv/bin/python
folder=$PWD/.build/bench
seconds=20
mkdir -p "$folder"

# A recording of the demo's rig out of the simulated world.
recording() { "$bench" record "$folder/recordings" "$seconds"; }

case ${1:-} in
replay | mcap | tails | hour)
  rm -rf "$folder/recordings"
  file=$(recording)
  case $1 in
  replay) "$python" Benchmarks/replay.py .build/release/exocap "$seconds" "$file" ;;
  mcap) "$python" Benchmarks/mcap_writers.py "$bench" "$file" "$folder/mcap" ;;
  tails) "$python" Benchmarks/mcap_tails.py "$bench" "$file" "$folder/tails" ;;
  hour) "$bench" hour "$file" 1 "$folder" ;;
  esac
  ;;
stream)
  echo "CPU time in percent of one core: median (quartiles) of 9 times 5 s of the stream."
  echo
  "$bench" stream "$folder/recordings" 5 9
  ;;
export)
  rm -rf "$folder/export"
  "$python" Benchmarks/export.py "$bench" .build/release/exocap "$folder/export" 7
  ;;
daemon) "$python" Benchmarks/daemon.py .build/release/exocapd .build/release/exocap "$folder/daemon" ;;
*)
  echo "usage: bench-recording.sh replay | mcap | tails | hour | stream | daemon | export" >&2
  exit 2
  ;;
esac
