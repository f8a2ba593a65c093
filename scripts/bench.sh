#!/bin/bash
# Measures what docs/performance.md states, and writes the tables into it, between the marks of each section.
set -euo pipefail
cd "$(dirname "$0")/.."
page=docs/performance.md
bench=.build/release/exocap-bench
mkdir -p .build/logs

# Puts standard input between the marks of section $1.
section() {
  local name=$1 text=.build/logs/bench-$1.md
  cat >"$text"
  cat "$text"
  awk -v name="$name" -v text="$text" '
    $0 == "<!-- bench:" name " -->" { print; while ((getline line < text) > 0) print line; skip = 1 }
    $0 == "<!-- /bench:" name " -->" { skip = 0 }
    !skip && $0 != "<!-- bench:" name " -->" { print }
  ' "$page" >"$page.new"
  mv "$page.new" "$page"
}

machine() {
  echo "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1), $(nproc) CPUs$(grep -q '^flags.* hypervisor' /proc/cpuinfo && echo ", a virtual machine"),"
  echo "Linux $(uname -r), $(swift --version 2>/dev/null | sed -n 's/.*\(Swift version [0-9.]*\).*/\1/p'), $(date +%Y-%m-%d)."
  echo "Load average when this was measured: $(cut -d ' ' -f 1 /proc/loadavg)."
}

# Instructions of one pair: the difference of 10,000 pairs, which leaves start and end out.
instructions() {
  local few many
  few=$(collected "$@" 10000)
  many=$(collected "$@" 20000)
  echo $(((many - few + 5000) / 10000))
}

collected() { valgrind --tool=callgrind --callgrind-out-file=/dev/null "$bench" pairs "$@" 2>&1 | sed -n 's/.*Collected : //p'; }

pairs() {
  echo "Instructions of one push and one pop (callgrind), with the benchmark's own loop."
  echo
  echo "| element | handed over | exocap \`Ring\` | C++, indices in the ring | C++, same design | bound |"
  echo "|---|---|---|---|---|---|"
  echo "| 8 B | by value | $(instructions swift 8 value) | $(instructions cxx-shared 8 value) | $(instructions cxx 8 value) | 25 |"
  echo "| 256 B | made and read in its slot | $(instructions swift 256 in-place) | – | – | 42 |"
  echo "| 256 B | copied in and copied out | $(instructions swift 256 copy) | $(instructions cxx-shared 256 copy) | $(instructions cxx 256 copy) | |"
}

swift build -c release --product exocap-bench
machine | section machine
"$bench" ring | section ring
pairs | section pairs

for product in exocap exocapd; do swift build -c release --product "$product"; done
for part in replay mcap stream daemon; do scripts/bench-recording.sh "$part" | section "$part"; done
