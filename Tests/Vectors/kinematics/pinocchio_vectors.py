#!/usr/bin/env python3
"""Writes vectors of three more models, in the form of the shared ones: NAME_fk.csv, NAME_gravity.csv, NAME_jacobian.json.

usage: pinocchio_vectors.py FOLDER_OF_URDFS

Needs pin (4.1.0 was used), numpy and PyYAML. dex3_right and yam are URDFs of the folder; g1_23dof is the tree of
hw-profiles/robots/unitree-g1-23dof.yaml, of which no URDF was at hand: it is written here as g1_23dof.urdf, number by number.
"""

import json
import sys
from pathlib import Path

import numpy as np
import pinocchio as pin
import yaml

HERE = Path(__file__).parent
ROWS = 40
JACOBIANS = 16
MODELS = {
    "dex3_right": ("dex3_1_r.urdf", ["right_hand_thumb_2_link", "right_hand_middle_1_link", "right_hand_index_1_link"]),
    "yam": ("gello_yam_active_leader.urdf", ["link_3", "link_6"]),
    "g1_23dof": (None, ["left_elbow_link", "left_wrist_roll_link", "right_wrist_roll_link"]),
}


def words(values):
    return " ".join(str(v) for v in values)


def urdf_of_profile(path):
    """The profile's kinematics as a URDF; every number keeps its spelling."""
    profile = yaml.load(path.read_text(), yaml.BaseLoader)
    listed = {j["name"]: j for j in profile["joints"]}
    lines = ['<robot name="g1_23dof">']
    for link in profile["kinematics"]["links"]:
        if "mass" not in link:
            lines.append(f'  <link name="{link["name"]}"/>')
            continue
        xx, xy, xz, yy, yz, zz = link["inertia_kgm2"]
        lines += [
            f'  <link name="{link["name"]}"><inertial>',
            f'    <origin xyz="{words(link.get("centre_m", [0, 0, 0]))}" rpy="{words(link.get("inertia_rpy_rad", [0, 0, 0]))}"/>',
            f'    <mass value="{link["mass"].removesuffix("kg")}"/>',
            f'    <inertia ixx="{xx}" ixy="{xy}" ixz="{xz}" iyy="{yy}" iyz="{yz}" izz="{zz}"/>',
            "  </inertial></link>",
        ]
    for joint in profile["kinematics"]["joints"]:
        lines += [
            f'  <joint name="{joint["name"]}" type="{joint["kind"]}"><parent link="{joint["parent"]}"/><child link="{joint["child"]}"/>',
            f'    <origin xyz="{words(joint.get("origin_m", [0, 0, 0]))}" rpy="{words(joint.get("rpy_rad", [0, 0, 0]))}"/>',
        ]
        if joint["kind"] != "fixed":
            about = listed[joint["name"]]
            lower, upper = (v.removesuffix("rad") for v in about["limits"])
            speed, effort = about["velocity"].removesuffix("rad/s"), about["effort"].removesuffix("Nm")
            lines += [
                f'    <axis xyz="{words(joint.get("axis", [1, 0, 0]))}"/>',
                f'    <limit lower="{lower}" upper="{upper}" velocity="{speed}" effort="{effort}"/>',
            ]
        lines.append("  </joint>")
    return "\n".join(lines + ["</robot>", ""])


def text(values):
    return ",".join(repr(float(v)) for v in values)


def write(name, model, frames, rng):
    state = model.createData()
    names = list(model.names)[1:]
    lower, upper = model.lowerPositionLimit, model.upperPositionLimit
    assert model.nq == model.nv == len(names)
    columns = [f"q:{n}" for n in names]
    columns += [f"{f}:{c}" for f in frames for c in ["x", "y", "z", "qx", "qy", "qz", "qw"]]
    places, torques, jacobians = [",".join(columns)], [",".join(f"tau:{n}" for n in names)], []
    for row in range(ROWS):
        q = np.zeros(model.nq) if row == 0 else np.round(lower + (upper - lower) * rng.uniform(size=model.nq), 6)
        pin.framesForwardKinematics(model, state, q)
        values = list(q)
        for frame in frames:
            at = state.oMf[model.getFrameId(frame)]
            values += [*at.translation, *pin.Quaternion(at.rotation).coeffs()]
        places.append(text(values))
        torques.append(text(pin.computeGeneralizedGravity(model, state, q)))
        if row < JACOBIANS:
            pin.computeJointJacobians(model, state, q)
            pin.updateFramePlacements(model, state)
            found = {
                f: pin.getFrameJacobian(model, state, model.getFrameId(f), pin.LOCAL_WORLD_ALIGNED).tolist() for f in frames
            }
            jacobians.append({"sample": row, "J": found})
    (HERE / f"{name}_fk.csv").write_text("\n".join(places) + "\n")
    (HERE / f"{name}_gravity.csv").write_text("\n".join(torques) + "\n")
    document = {"convention": "LOCAL_WORLD_ALIGNED; rows vx vy vz wx wy wz; columns = joints", "joints": names, "samples": jacobians}
    (HERE / f"{name}_jacobian.json").write_text(json.dumps(document, separators=(",", ":")) + "\n")


profile = HERE / "../../../hw-profiles/robots/unitree-g1-23dof.yaml"
(HERE / "g1_23dof.urdf").write_text(urdf_of_profile(profile))
rng = np.random.default_rng(20261129)
for name, (file, frames) in MODELS.items():
    path = Path(sys.argv[1]) / file if file else HERE / "g1_23dof.urdf"
    model = pin.buildModelFromUrdf(str(path))
    have = [f.name for f in model.frames]
    assert all(f in have for f in frames), (name, have)
    write(name, model, frames, rng)
