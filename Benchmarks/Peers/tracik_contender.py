"""TRAC-IK's side of Benchmarks/peers.py: its solver in C++, called from Python, one arm after the other."""

import sys
import time

import numpy as np
import pytracik
from contender import SIDES, numbers, place_values, serve

folder = sys.argv[1]
# Its default: 5 ms for an arm at most; the looser tolerance is the question's own.
with open(f"{folder}/g1-arms.urdf") as file:
    text = file.read()
solvers = [pytracik.TRAC_IK("pelvis", f"{side}_tool", text, 0.005, 1e-3, pytracik.SolveType.Speed) for side in SIDES]



def tools(pose):
    return [np.asarray(pytracik.fk(solver, pose[7 * arm : 7 * arm + 7])) for arm, solver in enumerate(solvers)]


def quaternion(turn):
    w = np.sqrt(max(0.0, 1 + np.trace(turn))) / 2
    if w > 1e-3:
        v = [turn[2, 1] - turn[1, 2], turn[0, 2] - turn[2, 0], turn[1, 0] - turn[0, 1]]
        return [*(np.array(v) / (4 * w)), w]
    values, vectors = np.linalg.eigh(turn + turn.T)
    return [*vectors[:, -1], 0.0]


def cold(_, count):
    """[ns] Processor time of both arms, halved: it has two threads, whose processors shall be their own; and the share of questions
    where both arms arrived."""
    goals = numbers(folder, "anywhere.txt")
    middle = numbers(folder, "middle.txt")[0]
    questions = [[(tool[:3, 3], quaternion(tool[:3, :3])) for tool in tools(goal)] for goal in goals]
    starts = [middle[7 * arm : 7 * arm + 7] for arm in range(2)]
    reached, spent = 0, 0
    for index in range(count):
        question = questions[index % len(questions)]
        begin = time.process_time_ns()
        found = [pytracik.ik(solvers[arm], starts[arm], *question[arm][0], *question[arm][1]) for arm in range(2)]
        spent += time.process_time_ns() - begin
        reached += all(answer[0] >= 0 for answer in found)
    return [spent / 2 / count, reached / count]


serve({"cold": cold, "place-values": lambda _, n: place_values(tools, folder, n)})
