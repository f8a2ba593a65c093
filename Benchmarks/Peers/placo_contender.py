"""placo's side of Benchmarks/peers.py: its solver in C++, called from Python as its users do."""

import sys

import placo
from contender import JOINTS, PERIOD, SIDES, TURN_WEIGHT, Stepper, serve

folder = sys.argv[1]
robot = placo.RobotWrapper(f"{folder}/g1.urdf", placo.Flags.ignore_collisions)
solver = placo.KinematicsSolver(robot)
solver.mask_fbase(True)
for name in robot.joint_names():
    if name not in JOINTS:
        solver.mask_dof(name)
        robot.set_joint(name, 0.0)
robot.update_kinematics()
solver.dt = PERIOD
solver.enable_velocity_limits(True)
tasks = [solver.add_frame_task(f"{side}_tool", robot.get_T_world_frame(f"{side}_tool")) for side in SIDES]
for side, task in zip(SIDES, tasks):
    task.configure(side, "soft", 1.0, TURN_WEIGHT)


def seed(joints):
    for name, value in zip(JOINTS, joints):
        robot.set_joint(name, value)
    robot.update_kinematics()


def step(pair):
    for task, target in zip(tasks, pair):
        task.T_world_frame = target
    solver.solve(True)
    robot.update_kinematics()
    return [robot.get_joint(name) for name in JOINTS]


def tools(joints):
    seed(joints)
    return [robot.get_T_world_frame(f"{side}_tool") for side in SIDES]


serve(Stepper(folder, seed, step, tools).works())
