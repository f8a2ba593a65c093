"""mink's side of Benchmarks/peers.py: MuJoCo's model from Python and one quadratic program a step."""

import sys

import mink
import mujoco
import numpy as np
from contender import JOINTS, PERIOD, SIDES, TURN_WEIGHT, Stepper, serve

folder = sys.argv[1]


def description(with_capsules):
    """The robot without joints but the arms', with a site at each tool, and rods where they are wanted."""
    spec = mujoco.MjSpec.from_file(f"{folder}/g1.urdf")
    for joint in list(spec.joints):
        if joint.name not in JOINTS:
            spec.delete(joint)
    for side in SIDES:
        spec.body(f"{side}_wrist_yaw_link").add_site(name=f"{side}_tool", pos=[0.05, 0, 0])
    if with_capsules:
        for index, line in enumerate(open(f"{folder}/capsules.txt")):
            link, *values = line.split()
            values = [float(value) for value in values]
            body = spec.body(link)
            body.add_geom(
                name=f"rod{index}", type=mujoco.mjtGeom.mjGEOM_CAPSULE, fromto=values[:6], size=[values[6], 0, 0], mass=0, contype=0, conaffinity=0
            )
    return spec.compile()


def works(with_capsules):
    model = description(with_capsules)
    order = [model.jnt_qposadr[mujoco.mj_name2id(model, mujoco.mjtObj.mjOBJ_JOINT, name)] for name in JOINTS]
    configuration = mink.Configuration(model)
    # Gain 1 and no extra damping: the defaults, with the limits of the robot's description. A cost is the root of a weight.
    tasks = [mink.FrameTask(f"{side}_tool", "site", position_cost=1.0, orientation_cost=TURN_WEIGHT**0.5) for side in SIDES]
    speed = {name: 22.0 if name.endswith(("wrist_pitch_joint", "wrist_yaw_joint")) else 37.0 for name in JOINTS}
    limits = [mink.ConfigurationLimit(model), mink.VelocityLimit(model, speed)]
    if with_capsules:
        pairs = [[f"rod{a}" for a in line.split()] for line in open(f"{folder}/pairs.txt")]
        limits.append(mink.CollisionAvoidanceLimit(model, [([a], [b]) for a, b in pairs]))

    def seed(joints):
        q = np.zeros(model.nq)
        q[order] = joints
        configuration.update(q)

    def step(pair):
        for task, target in zip(tasks, pair):
            task.set_target(mink.SE3.from_matrix(target))
        try:
            velocity = mink.solve_ik(configuration, tasks, PERIOD, solver="daqp", damping=1e-12, limits=limits)
        except mink.NoSolutionFound:
            return None
        configuration.integrate_inplace(velocity, PERIOD)
        return configuration.q[order]

    def tools(joints):
        seed(joints)
        return [configuration.get_transform_frame_to_world(f"{side}_tool", "site").as_matrix() for side in SIDES]

    return Stepper(folder, seed, step, tools).works()


free = works(False)
apart = works(True)
serve({**free, "step-apart": apart["step"]})
