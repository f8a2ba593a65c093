#!/bin/bash
# Measures what docs/performance.md states, and writes the tables into it, between the marks of each section.
# Names of sections as arguments: only these.
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

collected() { valgrind --tool=callgrind --callgrind-out-file=/dev/null "$stripped" pairs "$@" 2>&1 | sed -n 's/.*Collected : //p' | grep .; }

pairs() {
  echo "Instructions of one push and one pop (callgrind), with the benchmark's own loop."
  echo
  echo "| element | handed over | exocap \`Ring\` | C++, indices in the ring | C++, same design | bound |"
  echo "|---|---|---|---|---|---|"
  echo "| 8 B | by value | $(instructions swift 8 value) | $(instructions cxx-shared 8 value) | $(instructions cxx 8 value) | 25 |"
  echo "| 256 B | made and read in its slot | $(instructions swift 256 in-place) | – | – | 42 |"
  echo "| 256 B | copied in and copied out | $(instructions swift 256 copy) | $(instructions cxx-shared 256 copy) | $(instructions cxx 256 copy) | |"
}

# Writes the instructions of each function, of $2 packets through contender $1.
functions() {
  local counts=.build/logs/callgrind-$1-$2.out
  valgrind --tool=callgrind --callgrind-out-file="$counts" "$stripped" path-work "$1" "$2" >/dev/null 2>&1
  callgrind_annotate --threshold=100 "$counts" | sed -nE 's/^ *([0-9,]+) \( *[0-9.]+%\)  *(.*)$/\1 \2/p' | tr -d ,
}

# Instructions of one packet: the difference of 10,000, which leaves start and end out. $2: a pattern of functions; none: all.
packet() {
  local few=.build/logs/functions-$1-10000.txt many=.build/logs/functions-$1-20000.txt
  [ "$many" -nt "$stripped" ] || { functions "$1" 10000 >"$few" && functions "$1" 20000 >"$many"; }
  awk -v pattern="${2:-}" '
    / PROGRAM TOTALS/ { next }
    pattern == "" || $0 ~ pattern { sum += (NR == FNR ? -1 : 1) * $1 }
    END { printf "%.0f\n", sum / 10000 }
  ' "$few" "$many"
}

path_instructions() {
  local c table part whole untapped
  c=$(packet c) table=$(packet c-table) part=$(packet exocap) whole=$(packet whole) untapped=$(packet untapped)
  echo "Instructions of one packet (callgrind), the write into the pty's other end included for all."
  echo
  echo "| | exocap | C | ratio |"
  echo "|---|---|---|---|"
  echo "| wait → read → decode → map → \`sendto\` | $part | $c | $(awk "BEGIN { printf \"%.2f\", $part / $c }") |"
  echo "| the same, the C twin's CRC-32C by a table as most write it | $part | $table | $(awk "BEGIN { printf \"%.2f\", $part / $table }") |"
  echo "| the guard (\`Engagement\`), engaged | $(packet whole 10EngagementV) | – | |"
  echo "| the limiter (\`CommandLimiter\`, \`JointLimiter\`), engaged | $(packet whole '(14Command|12Joint)LimiterV') | – | |"
  echo "| the taps of the device and of the loop: with room in them less without | $((whole - untapped)) | – | |"
  echo "| the whole thread: with guard, limiter, taps, rings, lease, grips, the robot's state | $whole | – | |"
}

stripped=.build/exocap-bench-stripped
swift build -c release --product exocap-bench
# Its debug information is newer than Debian 12's valgrind.
objcopy --strip-debug "$bench" "$stripped"
for product in exocap exocapd; do swift build -c release --product "$product"; done
for name in ${*:-machine ring pairs path-instructions path tick kinematics limiter hand trajectories replay mcap tails hour stream export daemon}; do
  case $name in
    machine) machine ;;
    ring | path | tick) "$bench" "$name" ;;
    pairs) pairs ;;
    path-instructions) path_instructions ;;
    kinematics | limiter | hand | trajectories) scripts/bench-peers.sh "$name" ;;
    replay | mcap | tails | hour | stream | export | daemon) scripts/bench-recording.sh "$name" ;;
    *) echo "no section $name" >&2 && exit 2 ;;
  esac | section "$name"
done
