#!/bin/bash
# Long trials of the recorder, on the release build: soak.sh kills | stall | damage | drivers | rerun
#   kills   KILLS (1000) daemons are killed while they record; every file is repaired, compared, replayed, and read by others
#   stall   a disk that blocks for 5 s, ROUNDS (9) times in write and in sync, beside the control loop
#   damage  SECONDS (600) of damaged files for readers and repair
#   drivers DRIVER_SECONDS (60) of anything at all for each driver, with libFuzzer; what breaks one is kept in .build/fuzz/found
#   rerun   repaired and finished files through `rerun mcap check` (rerun-sdk, 500 MB, into a folder of its own)
set -euo pipefail
cd "$(dirname "$0")/.."
tool=.build/release/exocap
python=.build/venv/bin/python

kills() {
  local folder=.build/soak-kill
  rm -rf "$folder"
  mkdir -p "$folder"
  "$tool" simulate kills --count "${KILLS:-1000}" --workers "${WORKERS:-3}" --seed "${SEED:-1}" --profiles hw-profiles --keep "$folder"
  find "$folder" -name '*.mcap' -print0 | xargs -0 "$python" Tests/Peers/read_whole.py
}

stall() {
  clang -O1 -shared -fPIC -o .build/stalling-disk.so scripts/stalling-disk.c -ldl
  "$tool" simulate stalls --preload .build/stalling-disk.so --rounds "${ROUNDS:-9}" --profiles hw-profiles
}

# A real file beside the small ones that the trial makes itself.
damage() {
  local folder=.build/soak-damage
  rm -rf "$folder"
  "$tool" simulate kills --count 3 --workers 3 --seed 5 --profiles hw-profiles --keep "$folder" >/dev/null
  # shellcheck disable=SC2046
  "$tool" simulate damage --seconds "$((${SECONDS_EACH:-600} / 2))" --seed "${SEED:-1}" $(find "$folder" -name '*.mcap')
  "$tool" simulate damage --seconds "$((${SECONDS_EACH:-600} / 2))" --seed "${SEED:-1}"
}

# The core, built once more with libFuzzer in it; what it found to be new is kept in the corpus for the next time.
drivers() {
  local package=.build/fuzz
  mkdir -p $package/Sources $package/corpus $package/found
  cp scripts/fuzz-package.swift $package/Package.swift
  ln -sfn ../../../Sources/ExocapCore $package/Sources/ExocapCore
  ln -sfn ../../../Sources/CExocapMath $package/Sources/CExocapMath
  ln -sfn ../../../Fuzz $package/Sources/FuzzDrivers
  swift build -c release --package-path $package
  swiftc -sanitize=fuzzer "$package/.build/release/libfuzz-drivers.a" -o "$package/fuzz-drivers"
  local kinds
  kinds=$(sed -n '/enum Kind/,/^  }/p' Sources/ExocapCore/Drivers/DeviceDriver.swift | grep -c '^    case ')
  for kind in $(seq 0 $((kinds - 1))); do
    mkdir -p "$package/corpus/$kind"
    echo "driver $((kind + 1)) of $kinds"
    EXOCAP_FUZZ_KIND=$kind "$package/fuzz-drivers" -max_total_time="${DRIVER_SECONDS:-60}" -max_len=4096 -artifact_prefix="$package/found/" \
      -print_final_stats=1 -verbosity=0 "$package/corpus/$kind"
  done
}

rerun() {
  local folder=.build/rerun
  [ -x "$folder/bin/rerun" ] || { python3 -m venv "$folder" && "$folder/bin/pip" install -q --disable-pip-version-check rerun-sdk==0.41.0; }
  local kept=.build/soak-rerun
  rm -rf "$kept"
  "$tool" simulate kills --count 6 --workers 3 --seed 7 --profiles hw-profiles --keep "$kept" >/dev/null
  local count=0
  while read -r file; do
    "$folder/bin/rerun" mcap check "$file" >"$folder/check.txt" || { cat "$folder/check.txt" && exit 1; }
    count=$((count + 1))
  done < <(find "$kept" -name '*.mcap')
  echo "rerun mcap check: $count of $count files"
}

case ${1:-} in
kills | stall | damage | drivers | rerun) "$1" ;;
*)
  echo "usage: soak.sh kills | stall | damage | drivers | rerun" >&2
  exit 2
  ;;
esac
