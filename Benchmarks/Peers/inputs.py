"""Writes the questions of Benchmarks/peers.py into a folder: the same files for every contender."""

import json
import math
import os
import xml.etree.ElementTree as ElementTree

import numpy as np
import pinocchio as pin
from contender import JOINTS, PARTS, SIDES

SEED = 20_261_129
POSES = 256
# Rods of the G1's profile, with the thighs that hands may rest on, and 21 pairs of them.
RODS = [("trunk", "torso_link", (0, 0, 0.05), (0, 0, 0.28), 0.09)]
for side in SIDES:
    RODS += [
        (f"{side}_upper_arm", f"{side}_shoulder_yaw_link", (0, 0, 0.05), (0.01, 0, -0.07), 0.035),
        (f"{side}_forearm", f"{side}_elbow_link", (0, 0, -0.005), (0.09, 0, -0.01), 0.03),
        (f"{side}_hand", f"{side}_wrist_yaw_link", (0, 0, 0), (0.1, 0, 0), 0.03),
        (f"{side}_thigh", f"{side}_hip_yaw_link", (0, 0, 0), (0, 0, -0.15), 0.06),
    ]
ARM = ("upper_arm", "forearm", "hand")
PAIRS = [(f"left_{a}", f"right_{b}") for a in ARM for b in ARM]
PAIRS += [("trunk", f"{side}_{part}") for side in SIDES for part in ("forearm", "hand")]
PAIRS += [(f"{side}_{part}", f"{thigh}_thigh") for side in SIDES for part in ("forearm", "hand") for thigh in SIDES]
STREAMS = {"t1": "t1_reach", "t2": "t2_lissajous", "t3": "t3_stretch", "t4": "t4_overlimit", "t5": "t5_noisy"}


def csv(path):
    return np.loadtxt(path, delimiter=",", skiprows=1, ndmin=2)


class Inputs:
    """`shared` is the folder of the shared data."""

    def __init__(self, shared, folder):
        self.shared, self.folder = shared, folder
        os.makedirs(folder, exist_ok=True)
        self.random = np.random.default_rng(SEED)

    def write(self):
        self.robot()
        lower, upper = self.limits.T
        self.save("limits", self.limits)
        start = csv(f"{self.shared}/kinematics/traj_q0.csv")
        self.save("start", start)
        middle, half = (lower + upper) / 2, (upper - lower) / 2
        joints = middle + 0.9 * half * self.random.uniform(-1, 1, (POSES, 14))
        self.save("joints", joints)
        self.save("near", np.clip(joints + 0.03 * self.random.choice([-1, 1], joints.shape), lower, upper))
        self.save("anywhere", self.random.uniform(lower, upper, (2000, 14)))
        self.save("middle", middle[None, :])
        for name, file in STREAMS.items():
            self.save(name, csv(f"{self.shared}/kinematics/traj_{file}.csv")[:, 1:15])
        self.save("meet", self.meeting())
        self.bodies()
        self.models()
        self.save("smooth", self.smooth(middle, half))
        self.save("human", self.human())
        self.hand()

    def save(self, name, rows):
        np.savetxt(f"{self.folder}/{name}.txt", rows, fmt="%.17g")

    def robot(self):
        """The description without shapes, with a link at each tool, and the arms as chains of joints."""
        tree = ElementTree.parse(f"{self.shared}/robots/g1_29dof_rev_1_0.urdf")
        root = tree.getroot()
        for link in root.findall("link"):
            for shape in link.findall("visual") + link.findall("collision"):
                link.remove(shape)
        self.joints = {joint.get("name"): joint for joint in root.findall("joint")}
        self.limits = np.array([[float(self.joints[n].find("limit").get(key)) for key in ("lower", "upper")] for n in JOINTS])
        self.save("chain", self.chains())
        for side in SIDES:
            ElementTree.SubElement(root, "link", name=f"{side}_tool")
            joint = ElementTree.SubElement(root, "joint", name=f"{side}_tool_joint", type="fixed")
            ElementTree.SubElement(joint, "parent", link=f"{side}_wrist_yaw_link")
            ElementTree.SubElement(joint, "child", link=f"{side}_tool")
            ElementTree.SubElement(joint, "origin", xyz="0.05 0 0", rpy="0 0 0")
        tree.write(f"{self.folder}/g1.urdf")
        # The same with the waist fixed and without the root's inertia, which KDL refuses: for TRAC-IK.
        for joint in root.findall("joint"):
            if joint.get("name").startswith("waist"):
                joint.set("type", "fixed")
        for link in root.findall("link"):
            for inertial in link.findall("inertial"):
                link.remove(inertial)
        tree.write(f"{self.folder}/g1-arms.urdf")

    def chains(self):
        """Per arm and joint: place and turn in the joint before (at zero), axis, limits."""
        above = {joint.find("child").get("link"): joint for joint in self.joints.values()}
        rows = []
        for arm, side in enumerate(SIDES):
            way, link = [], f"{side}_wrist_yaw_link"
            while link in above:
                way.insert(0, above[link])
                link = above[link].find("parent").get("link")
            place = np.eye(4)
            for joint in way:
                place = place @ placement(joint.find("origin"))
                if joint.get("name") not in JOINTS:
                    continue
                axis = [float(value) for value in joint.find("axis").get("xyz").split()]
                limits = self.limits[JOINTS.index(joint.get("name"))]
                rows.append([*place[:3, 3], *place[:3, :3].T.ravel(), *axis, *limits])
                place = np.eye(4)
            assert len(rows) == 7 * (arm + 1), PARTS
        return rows

    def bodies(self):
        names = [rod[0] for rod in RODS]
        with open(f"{self.folder}/capsules.txt", "w") as file:
            for _, link, start, end, radius in RODS:
                print(link, *start, *end, radius, file=file)
        with open(f"{self.folder}/pairs.txt", "w") as file:
            for first, second in PAIRS:
                print(names.index(first), names.index(second), file=file)

    def models(self):
        """The whole robot and the arms alone, fixed links folded, as Pinocchio reads them; for its C++ side."""
        whole = pin.buildModelFromUrdf(f"{self.folder}/g1.urdf")
        arms = pin.buildReducedModel(whole, [whole.getJointId(n) for n in whole.names[1:] if n not in JOINTS], pin.neutral(whole))
        for name, model in (("whole", whole), ("arms", arms)):
            rows = []
            for joint in range(1, model.njoints):
                body = model.inertias[joint]
                matrix = body.inertia
                moments = [matrix[0, 0], matrix[0, 1], matrix[1, 1], matrix[0, 2], matrix[1, 2], matrix[2, 2]]
                axis = "XYZ".index(model.joints[joint].shortname()[-1])
                place = JOINTS.index(model.names[joint]) if model.names[joint] in JOINTS else -1
                rows.append([model.parents[joint], axis, *flat(model.jointPlacements[joint]), body.mass, *body.lever, *moments, place])
            self.save(name, rows)
        frames = [arms.frames[arms.getFrameId(f"{side}_tool", pin.BODY)] for side in SIDES]
        self.save("tools", [[frame.parentJoint, *flat(frame.placement)] for frame in frames])

    def meeting(self):
        """Hands that are led into each other and through the trunk, at up to 0.6 m/s, as in SelfCollisionTests."""
        t = 0.002 * np.arange(4000)
        centre = np.stack([0.15 + 0.1 * np.sin(3 * t), 0.12 * np.cos(4.1 * t), 0.1 + 0.1 * np.sin(1.7 * t)], axis=1)
        turn = np.tile([0, 0, 0, 1], (len(t), 1))
        return np.hstack([centre + [0, -0.03, 0], turn, centre + [-0.05, 0.06, 0], turn])

    def smooth(self, middle, half):
        """Fourteen joints that wave, each with two frequencies of its own, at up to 5 rad/s and 60 rad/s²."""
        t = 0.002 * np.arange(10_000)[:, None]
        rate = self.random.uniform(1, 4, (2, 14))
        phase = self.random.uniform(0, 2 * math.pi, (2, 14))
        wave = np.sin(rate[0] * t + phase[0]) + np.sin(rate[1] * t + phase[1])
        return middle + 0.3 * half * wave

    def human(self):
        """A recorded person's arms: joint angles at about 30 Hz, drawn as lines between them at 500 Hz."""
        rows = csv(f"{self.shared}/motions/human_arms_03.csv")
        t = np.arange(rows[0, 0], rows[-1, 0], 0.002)
        lower, upper = self.limits.T
        return np.clip(np.stack([np.interp(t, rows[:, 0], rows[:, joint]) for joint in range(1, 15)], axis=1), lower, upper)

    def hand(self):
        with open(f"{self.shared}/robots/allegro_hand_right.urdf") as file:
            tree = ElementTree.parse(file)
        for link in tree.getroot().findall("link"):
            for shape in link.findall("visual") + link.findall("collision"):
                link.remove(shape)
        tree.write(f"{self.folder}/allegro.urdf")
        with open(f"{self.shared}/kinematics/hand_meta.json") as file:
            self.save("palm", json.load(file)["cases"]["allegro_vector"]["R_hand_to_palm"])
        self.save("keypoints", csv(f"{self.shared}/kinematics/hand_keypoints21_50hz.csv"))


def flat(placement):
    """Place, and turn by columns."""
    return [*placement.translation, *placement.rotation.T.ravel()]


def placement(origin):
    """The 4x4 of a URDF origin: turns about x, then y, then z of the parent."""
    result = np.eye(4)
    if origin is None:
        return result
    result[:3, 3] = [float(value) for value in origin.get("xyz", "0 0 0").split()]
    roll, pitch, yaw = (float(value) for value in origin.get("rpy", "0 0 0").split())
    for axis, angle in ((2, yaw), (1, pitch), (0, roll)):
        one = np.eye(3)
        c, s, (i, j) = math.cos(angle), math.sin(angle), [(1, 2), (2, 0), (0, 1)][axis]
        one[i, i], one[j, j], one[i, j], one[j, i] = c, c, -s, s
        result[:3, :3] = result[:3, :3] @ one
    return result
