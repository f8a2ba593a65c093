#!/bin/sh
# Makes this machine ready: setup.sh build | test | test-vm | bench. Does nothing, and says nothing, where nothing is missing.
set -eu
cd "$(dirname "$0")/.."
purpose=${1:-build}
wanted_swift=6.3

# Debian's name of each package, and what for.
packages() {
  echo "libyaml-dev profiles, rigs and calibrations are YAML"
  echo "libexpat1-dev robot models (URDF) are XML"
  echo "libzstd-dev recordings are compressed with zstd"
  echo "liblz4-dev recordings may be compressed with lz4"
  echo "libsqlite3-dev the tool's index of recordings is SQLite"
  echo "libudev-dev devices are found, and their plugging is seen, through udev"
  echo "libusb-1.0-0-dev devices with endpoints of their own are read through libusb"
  echo "pkg-config finds these libraries for the build"
  case $purpose in test | test-vm | bench)
    echo "python3 tests read our files with other people's readers"
    echo "python3-venv keeps these readers out of the system"
    echo "umockdev tests plug and unplug USB devices that are not there"
    echo "libumockdev-dev builds the program that does"
    echo "udev its udevadm tries our rules"
    ;;
  esac
  case $purpose in test-vm)
    echo "qemu-system-x86 the machine"
    echo "busybox-static its programs"
    echo "cpio packs its disk"
    echo "kmod finds the kernel's modules"
    echo "binutils takes what only debuggers read out of the tests"
    ;;
  esac
  case $purpose in bench)
    echo "valgrind counts instructions"
    echo "g++ compiles the peers that have a C++ interface"
    echo "libeigen3-dev Pinocchio and KDL compute with it"
    echo "liborocos-kdl-dev a peer in kinematics"
    ;;
  esac
}

install_packages() {
  missing=$(packages | while read -r name why; do
    status=$(dpkg-query -W -f='${db:Status-Status}' "$name" 2>/dev/null || true)
    [ "$status" = installed ] || echo "$name"
  done | tr '\n' ' ')
  [ -n "$missing" ] || return 0
  echo "Missing Debian packages:"
  packages | while read -r name why; do
    case " $missing" in *" $name "*) echo "  $name: $why" ;; esac
  done
  sudo=
  [ "$(id -u)" = 0 ] || sudo=sudo
  echo "Installing them: ${sudo:+$sudo }apt-get install $missing"
  # shellcheck disable=SC2086
  if ! { $sudo apt-get update -qq && $sudo apt-get install -y -qq $missing >/dev/null; }; then
    echo "setup: apt-get failed; install these packages, then try again: $missing" >&2
    exit 1
  fi
}

check_swift() {
  if ! command -v swift >/dev/null 2>&1; then
    echo "setup: no swift in PATH. exocap needs Swift $wanted_swift or later:" >&2
  else
    version=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9][0-9.]*\).*/\1/p' | head -n 1)
    oldest=$(printf '%s\n%s\n' "$wanted_swift" "$version" | sort -V | head -n 1)
    [ "$oldest" = "$wanted_swift" ] && return 0
    echo "setup: Swift ${version:-?} is too old. exocap needs $wanted_swift or later:" >&2
  fi
  echo "  https://www.swift.org/install/linux/debian/12 (a tarball to unpack; put its usr/bin into PATH)," >&2
  echo "  or swiftly: https://www.swift.org/swiftly" >&2
  exit 1
}

install_python_tools() {
  files=scripts/requirements.txt
  [ "$purpose" = bench ] && files="$files scripts/requirements-bench.txt"
  # shellcheck disable=SC2086
  sum=$(cat $files | cksum)
  stamp=.build/venv/requirements.$purpose
  [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$sum" ] && return 0
  echo "Installing Python tools of the tests into .build/venv"
  mkdir -p .build
  [ -x .build/venv/bin/python ] || python3 -m venv .build/venv
  for file in $files; do .build/venv/bin/pip install -q --disable-pip-version-check -r "$file"; done
  echo "$sum" >"$stamp"
}

if command -v dpkg-query >/dev/null 2>&1; then
  install_packages
else
  echo "setup: not a Debian system; it needs:" >&2
  packages | sed 's/ /: /; s/^/  /' >&2
fi
check_swift
case $purpose in test | bench) install_python_tools ;; esac
