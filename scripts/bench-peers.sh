#!/bin/bash
# Measures exocap beside other people's retargeting and prints Markdown: bench-peers.sh kinematics | limiter | hand | trajectories
# Makes what it compares with in .build/peers, once: packages from PyPI and Debian, and the C++ peers' programs, which are
# compiled for this very processor (-march=native). exocap is not.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=$PWD/.build/peers
shared=$PWD/../shared/data
section=${1:-}
flags=(-std=c++20 -O3 -march=native -DNDEBUG)

# Says on standard error what is made, and in absent.txt what cannot be.
say() { echo "bench-peers: $*" >&2; }
lacks() { echo "$1: $2" >>"$folder/absent.txt" && say "no $1: $2"; }

# An environment $1 with the packages of file $2; every title in the rest is lacking where that fails.
environment() {
  local venv=$folder/$1 file=$2 sum
  shift 2
  sum=$(cksum <"$file")
  [ -f "$venv/installed" ] && [ "$(cat "$venv/installed")" = "$sum" ] && return 0
  say "installing $file into .build/peers"
  [ -x "$venv/bin/python" ] || python3 -m venv "$venv"
  if "$venv/bin/pip" install -q --disable-pip-version-check -r "$file" >"$folder/pip.log" 2>&1; then
    echo "$sum" >"$venv/installed"
  else
    for title in "$@"; do lacks "$title" "pip did not install $file: $(grep -m 1 ERROR "$folder/pip.log" || echo "see .build/peers/pip.log")"; done
  fi
}

# Compiles the program $1 of the peer $2 unless it is newer than its sources.
program() {
  local name=$1 title=$2 source=Benchmarks/Peers/$1.cpp
  shift 2
  [ "$folder/$name" -nt "$source" ] && [ "$folder/$name" -nt Benchmarks/Peers/contender.hpp ] && return 0
  say "compiling $source"
  g++ "${flags[@]}" -o "$folder/$name" "$source" "$@" 2>"$folder/$name.log" || lacks "$title" "its program does not compile here: see .build/peers/$name.log"
}

ruckig_sources() {
  [ -d "$folder/ruckig-source" ] && return 0
  mkdir -p "$folder/download"
  "$folder/venv/bin/pip" download -q --disable-pip-version-check --no-deps --no-binary ruckig -d "$folder/download" ruckig==0.19.4 >"$folder/pip.log" 2>&1 ||
    return 1
  mkdir "$folder/ruckig-source"
  tar -xzf "$folder"/download/ruckig-*.tar.gz -C "$folder/ruckig-source" --strip-components=1
}

if [ ! -d "$shared" ]; then
  echo "Not measured: the shared data are not beside the checkout."
  exit 0
fi
mkdir -p "$folder"
: >"$folder/absent.txt"
environment venv scripts/requirements-peers.txt pink mink TRAC-IK dex-retargeting
environment venv-placo scripts/requirements-placo.txt placo
prefix=$(echo "$folder"/venv/lib/python3*/site-packages/cmeel.prefix)
case $section in
kinematics)
  program pinocchio Pinocchio -DBOOST_MPL_LIMIT_LIST_SIZE=30 -DBOOST_MPL_CFG_NO_PREPROCESSED_HEADERS -I"$prefix/include" -I/usr/include/eigen3
  program kdl KDL -I/usr/include/eigen3 -lorocos-kdl
  ;;
limiter)
  if ruckig_sources; then
    program ruckig Ruckig "$folder"/ruckig-source/src/ruckig/[bpv]*.cpp -I"$folder/ruckig-source/include"
  else
    lacks Ruckig "its sources cannot be downloaded: see .build/peers/pip.log"
  fi
  ;;
hand | trajectories) ;;
*)
  echo "usage: bench-peers.sh kinematics | limiter | hand | trajectories" >&2
  exit 2
  ;;
esac
"$folder/venv/bin/python" Benchmarks/peers.py "$section" .build/release/exocap-bench "$folder" "$shared"
