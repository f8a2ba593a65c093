"""Times `exocap replay FILE --check`, the whole process; prints Markdown.

replay.py EXOCAP SECONDS FILE [ROUNDS]     SECONDS is how long the recording lasts.
"""

import resource
import statistics
import subprocess
import sys
import time


def main():
    tool, seconds, path = sys.argv[1], float(sys.argv[2]), sys.argv[3]
    number = int(sys.argv[4]) if len(sys.argv) > 4 else 9
    walls, processor = [], []
    for turn in range(number + 1):
        before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        said = subprocess.run([tool, "replay", path, "--check"], check=True, capture_output=True, text=True).stdout
        wall, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
        if turn > 0:
            walls.append(seconds / wall)
            processor.append(seconds / (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime))
    low, middle, high = statistics.quantiles(walls, n=4)
    slow, usual, fast = statistics.quantiles(processor, n=4)
    print(f"{seconds:.0f} s of the demo's rig; median (quartiles) of {number}. {said.strip().splitlines()[0]}\n")
    print("| times real time | by CPU time | bound |\n|---|---|---|")
    print(f"| {middle:.0f} ({low:.0f} … {high:.0f}) | {usual:.0f} ({slow:.0f} … {fast:.0f}) | 50 |")


main()
