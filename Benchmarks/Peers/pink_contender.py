"""pink's side of Benchmarks/peers.py: Pinocchio's model from Python and one quadratic program a step."""

import sys

import numpy as np
import pinocchio as pin
import pink
from contender import JOINTS, PERIOD, TURN_WEIGHT, Stepper, serve

folder = sys.argv[1]
whole = pin.buildModelFromUrdf(f"{folder}/g1.urdf")
model = pin.buildReducedModel(whole, [whole.getJointId(n) for n in whole.names[1:] if n not in JOINTS], pin.neutral(whole))
order = [model.joints[model.getJointId(name)].idx_q for name in JOINTS]
configuration = pink.Configuration(model, model.createData(), pin.neutral(model))
# Gain 1 and no extra damping: the defaults, with the limits of the robot's description. A cost is the root of a weight.
tasks = [pink.tasks.FrameTask(f"{side}_tool", position_cost=1.0, orientation_cost=TURN_WEIGHT**0.5) for side in ("left", "right")]


def spread(joints):
    q = np.zeros(model.nq)
    q[order] = joints
    return q


def seed(joints):
    configuration.update(spread(joints))


def step(pair):
    for task, target in zip(tasks, pair):
        task.set_target(pin.SE3(target))
    try:
        velocity = pink.solve_ik(configuration, tasks, PERIOD, solver="quadprog", safety_break=False)
    except pink.exceptions.NoSolutionFound:
        return None
    configuration.integrate_inplace(velocity, PERIOD)
    return configuration.q[order]


def tools(joints):
    seed(joints)
    return [configuration.get_transform_frame_to_world(f"{side}_tool").homogeneous for side in ("left", "right")]


serve(Stepper(folder, seed, step, tools).works())
