#!/usr/bin/env python3
"""Writes inertias.csv: positions of synthetic_mix.urdf's joints, then the diagonal of its mass matrix.

Needs numpy and the path of the URDF. Independent of the product: M = sum of m Jv' Jv + Jw' I Jw over all links,
with Jacobians by complex-step differentiation of forward kinematics.
"""

import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import numpy as np

JOINTS = ["j1", "j2", "j3", "j4", "j_fa"]


def numbers(element, name, default):
    return np.array([float(v) for v in element.get(name).split()]) if element is not None and element.get(name) else np.array(default)


def rpy(r):
    (cr, cp, cy), (sr, sp, sy) = np.cos(r), np.sin(r)
    x = np.array([[1, 0, 0], [0, cr, -sr], [0, sr, cr]])
    y = np.array([[cp, 0, sp], [0, 1, 0], [-sp, 0, cp]])
    z = np.array([[cy, -sy, 0], [sy, cy, 0], [0, 0, 1]])
    return z @ y @ x


def turn(a, q):
    k = np.array([[0, -a[2], a[1]], [a[2], 0, -a[0]], [-a[1], a[0], 0]])
    return np.eye(3) + np.sin(q) * k + (1 - np.cos(q)) * (k @ k)


root = ET.parse(sys.argv[1]).getroot()
joints = {j.find("child").get("link"): j for j in root.findall("joint")}


def place(link, q):
    if link not in joints:
        return np.eye(3, dtype=complex), np.zeros(3, dtype=complex)
    j = joints[link]
    r, p = place(j.find("parent").get("link"), q)
    origin = j.find("origin")
    p = p + r @ numbers(origin, "xyz", [0, 0, 0])
    r = r @ rpy(numbers(origin, "rpy", [0, 0, 0]))
    if j.get("type") == "fixed":
        return r, p
    axis = numbers(j.find("axis"), "xyz", [1, 0, 0])
    axis = axis / np.linalg.norm(axis)
    mimic = j.find("mimic")
    value = q[JOINTS.index(j.get("name"))] if mimic is None else (
        q[JOINTS.index(mimic.get("joint"))] * float(mimic.get("multiplier", 1)) + float(mimic.get("offset", 0)))
    return (r, p + r @ axis * value) if j.get("type") == "prismatic" else (r @ turn(axis, value), p)


def diagonal(q):
    out = []
    for k in range(len(q)):
        step = q.astype(complex)
        step[k] += 1e-30j
        total = 0.0
        for link in root.findall("link"):
            inertial = link.find("inertial")
            if inertial is None:
                continue
            r, p = place(link.get("name"), step)
            origin = inertial.find("origin")
            velocity = (p + r @ numbers(origin, "xyz", [0, 0, 0])).imag / 1e-30
            spin = (r.imag / 1e-30) @ r.real.T
            omega = np.array([spin[2, 1], spin[0, 2], spin[1, 0]])
            i = {name: float(v) for name, v in inertial.find("inertia").attrib.items()}
            matrix = np.array([[i["ixx"], i["ixy"], i["ixz"]], [i["ixy"], i["iyy"], i["iyz"]], [i["ixz"], i["iyz"], i["izz"]]])
            axes = r.real @ rpy(numbers(origin, "rpy", [0, 0, 0]))
            total += float(inertial.find("mass").get("value")) * velocity @ velocity + omega @ axes @ matrix @ axes.T @ omega
        out.append(total)
    return out


rng = np.random.default_rng(20261122)
rows = []
for _ in range(20):
    q = rng.uniform([-3, -1.5, -2.5, -0.1, 0], [3, 2.2, -0.1, 0.25, 0.05])
    rows.append(",".join(repr(float(v)) for v in [*q, *diagonal(q)]))
(Path(__file__).parent / "inertias.csv").write_text("\n".join(rows) + "\n")
