"""dex-retargeting's side of Benchmarks/peers.py: an Allegro hand led by 21 keypoints."""

import os
import sys
import time

import numpy as np
import torch
from contender import numbers, serve
from dex_retargeting.retargeting_config import RetargetingConfig

torch.set_num_threads(1)
folder = sys.argv[1]
TIPS = ["link_15.0_tip", "link_3.0_tip", "link_7.0_tip", "link_11.0_tip"]
NAMES = [f"joint_{index}.0" for index in (0, 1, 2, 3, 12, 13, 14, 15, 4, 5, 6, 7, 8, 9, 10, 11)]
turn = numbers(folder, "palm.txt").reshape(3, 3)
# Into the palm's frame; each reading from its wrist.
readings = [(row.reshape(21, 3) - row[:3]) @ turn.T for row in numbers(folder, "keypoints.txt")]


def retargeter(kind):
    """As its configuration files for this hand have it, without the low-pass filter."""
    common = {"urdf_path": os.path.join(folder, "allegro.urdf"), "scaling_factor": 1.6, "low_pass_alpha": 2.0}
    if kind == "vector":
        return RetargetingConfig(
            type="vector", target_origin_link_names=["wrist"] * 4, target_task_link_names=TIPS, target_joint_names=None,
            target_link_human_indices=np.array([[0, 0, 0, 0], [4, 8, 12, 16]]), **common
        ).build()
    return RetargetingConfig(
        type="DexPilot", wrist_link_name="wrist", finger_tip_link_names=TIPS, target_joint_names=None, target_link_human_indices=None, **common
    ).build()


def answers(kind, count):
    hand = retargeter(kind)
    first, second = hand.optimizer.target_link_human_indices
    order = [hand.optimizer.robot.dof_joint_names.index(name) for name in NAMES]
    spent, joints = 0, []
    for index in range(count):
        points = readings[index % len(readings)]
        begin = time.thread_time_ns()
        q = hand.retarget(points[second] - points[first])
        spent += time.thread_time_ns() - begin
        joints.append(q[order])
    return spent / count, joints


serve({
    "hand": lambda name, count: [answers("vector" if name == "vector" else "DexPilot", count)[0]],
    "hand-values": lambda name, _: np.ravel(answers("vector" if name == "vector" else "DexPilot", len(readings))[1]),
})
