"""What every Python contender of Benchmarks/peers.py shares: questions as lines of standard input, answers as lines of numbers."""

import os
import sys
import time

import numpy as np

SIDES = ("left", "right")
PARTS = ("shoulder_pitch", "shoulder_roll", "shoulder_yaw", "elbow", "wrist_roll", "wrist_pitch", "wrist_yaw")
JOINTS = [f"{side}_{part}_joint" for side in SIDES for part in PARTS]
PERIOD = 0.002
# What a radian counts beside a metre: exocap's own 0.02 rad²/m², so that position and orientation are weighed alike by all.
TURN_WEIGHT = 0.02


def numbers(folder, name):
    """Rows of numbers."""
    return np.loadtxt(os.path.join(folder, name), ndmin=2)


def targets(folder, name):
    """Both hands' 4x4 placements in each tick of a stream."""
    rows = numbers(folder, name + ".txt")
    result = np.zeros((len(rows), 2, 4, 4))
    for hand in range(2):
        x, y, z, w = rows[:, 7 * hand + 3 : 7 * hand + 7].T
        turn = [
            [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
            [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
            [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)],
        ]
        for row in range(3):
            for column in range(3):
                result[:, hand, row, column] = turn[row][column]
        result[:, hand, :3, 3] = rows[:, 7 * hand : 7 * hand + 3]
        result[:, hand, 3, 3] = 1
    return result


def place_values(tools, folder, count):
    """Place and turn (column by column) of both tools in the first poses; `tools` gives two 4x4 placements of fourteen joints."""
    values = []
    for pose in numbers(folder, "joints.txt")[:count]:
        for tool in tools(pose):
            values += [*tool[:3, 3], *tool[:3, :3].T.ravel()]
    return values


class Stepper:
    """A differential solver: `step` takes both hands' placements and gives back fourteen joints, or None where it finds no solution
    and stands still; `seed` stands it at some."""

    def __init__(self, folder, seed, step, tools):
        self.folder, self.seed, self.step, self.tools = folder, seed, step, tools
        self.start = numbers(folder, "start.txt")[0]

    def works(self):
        return {"step": self.steps, "track": self.track, "place-values": lambda _, n: place_values(self.tools, self.folder, n)}

    def steps(self, name, count):
        """[ns] A step's processor time, and the joints where they ended."""
        stream = targets(self.folder, name)
        self.seed(self.start)
        q = self.start
        begin = time.thread_time_ns()
        for tick in range(count):
            if tick % len(stream) == 0:
                self.seed(self.start)
            found = self.step(stream[tick % len(stream)])
            q = q if found is None else found
        return [(time.thread_time_ns() - begin) / count, 0, 0, 0, *q]

    def track(self, name, _):
        """[ns] Median and 99th percentile of a step, ticks without a solution, then the joints in each tick."""
        stream = targets(self.folder, name)
        self.seed(self.start)
        times, sent = np.zeros(len(stream)), np.zeros((len(stream), 14))
        q, lost = self.start, 0
        for tick, pair in enumerate(stream):
            begin = time.thread_time_ns()
            found = self.step(pair)
            times[tick] = time.thread_time_ns() - begin
            lost += found is None
            q = q if found is None else found
            sent[tick] = q
        return [np.median(times), np.quantile(times, 0.99), lost, *sent.ravel()]


def serve(works):
    """Answers until standard input ends."""
    for line in sys.stdin:
        work, *rest = line.split()
        name = rest[0] if len(rest) > 1 else ""
        answer = works[work](name, int(rest[-1]))
        print(*map(repr, map(float, answer)), flush=True)
