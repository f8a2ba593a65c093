#!/bin/bash
# Loads an exported LeRobot 3.0 data set with the real LeRobotDataset, where torch's CPU build and lerobot install; says why it skips.
#   check-lerobot.sh DATASET
set -euo pipefail
cd "$(dirname "$0")/.."
dataset=${1:?usage: check-lerobot.sh DATASET}
venv=.build/lerobot
log=.build/logs/lerobot.log
mkdir -p .build/logs

skip() {
  echo "skipped: $1 (log: $log)"
  exit 0
}

install() {
  python3 -m venv "$venv" || return 1
  # The CPU build alone: what the index has by default brings gigabytes for graphics cards.
  "$venv/bin/pip" install -q --only-binary :all: --no-deps "torch==2.13.0+cpu" || return 2
  "$venv/bin/pip" install -q "numpy<2.3" "pandas<3" datasets==4.8.5 pyarrow==26.0.1 typing_extensions sympy networkx jinja2 filelock \
    fsspec jsonlines packaging draccus einops imageio av deepdiff pillow termcolor safetensors || return 3
  "$venv/bin/pip" install -q --no-deps lerobot==0.4.4 || return 3
  touch "$venv/complete"
}

if [ ! -e "$venv/complete" ]; then
  # In a condition set -e is off, so each step says itself how it ended.
  status=0
  install >"$log" 2>&1 || status=$?
  case $status in
  0) ;;
  2) skip "torch's CPU build cannot be had here" ;;
  *) skip "lerobot cannot be installed here" ;;
  esac
fi
HF_HUB_OFFLINE=1 "$venv/bin/python" Tests/ExocapExportTests/Peers/load_lerobot.py "$dataset"
