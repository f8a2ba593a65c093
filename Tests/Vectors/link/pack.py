#!/usr/bin/env python3
"""Packs the datagrams of LinkFixtures.swift with struct and a CRC-32C of its own: one line a kind, in hexadecimal."""
import struct

NAN, NEVER = float("nan"), -2**63
RUN, ROBOT_RUN = 0x0123456789ABCDEF, 0x1111222233334444


def crc(data):
    rest = 0xFFFFFFFF
    for byte in data:
        rest ^= byte
        for _ in range(8):
            rest = (rest >> 1) ^ (0x82F63B78 if rest & 1 else 0)
    return rest ^ 0xFFFFFFFF


assert crc(b"123456789") == 0xE3069283
HASH = crc(b"a_joint\nb_joint\ngrip\n")


def header(kind, source, run, epoch, sequence, captured, sent, life, operator, joints, groups, length):
    return struct.pack(
        "<IHHHBBIQIIQqqqIHHQ", 0x4C4F5845, 1, 80, length, kind, source, 7, run, epoch, HASH, sequence, captured, sent, life,
        operator, joints, groups, 0)


def show(name, body, length):
    body += bytes(16)
    body += struct.pack("<I", crc(body))
    assert len(body) == length
    print(name, body.hex())


LIFE = 20_000_000
WEIGHT = [0, 0.5, 0, 1, 0, 0, 0]
show("claim", header(1, 1, RUN, 0, 1, NEVER, 1000, LIFE, 42, 0, 0, 108) + struct.pack("<II", 1, 0), 108)
command = header(4, 1, RUN, 5, 2, 900, 2000, LIFE, 42, 3, 7, 244)
for group in range(7):
    force, authority, engaged = (12.5 if group == 3 else NAN), int(group in (1, 3)), int(group == 1)
    command += struct.pack("<ffBBH", WEIGHT[group], force, authority, engaged, 0)
for joint in [(0.1, -2.0, NAN, 60.0, 1.5), (NAN, 0.0, 0.25, 40.0, 1.0), (0.03, NAN, NAN, 100.0, 2.0)]:
    command += struct.pack("<5f", *joint)
show("command", command, 244)
show("return", header(3, 1, RUN, 5, 3, NEVER, 3000, LIFE, 42, 0, 0, 100), 100)
rejects = [0] * 16
rejects[8], rejects[10] = 3, 4
state = header(5, 0, ROBOT_RUN, 5, 9, 4000, 4100, 0, 0, 3, 7, 312)
state += struct.pack("<QQqq16IBBHII3f", RUN, 2, 500, 7, *rejects, 2, 1, 0, 42, 1, 0.75, -0.5, NAN)
for group in range(7):
    state += struct.pack("<2f", WEIGHT[group], 11.0 if group == 3 else NAN)
for joint in [(0.125, -1.0, 2.5), (NAN, 0.5, NAN), (0.0625, 0.0, -3.0)]:
    state += struct.pack("<3f", *joint)
show("state", state, 312)
show("grant", header(2, 0, ROBOT_RUN, 6, 10, NEVER, 4200, 0, 0, 0, 0, 124) + struct.pack("<QQII", RUN, 1, 0, 0), 124)
event = header(6, 0, ROBOT_RUN, 6, 11, NEVER, 4300, 0, 0, 0, 0, 132)
show("event", event + struct.pack("<qQQBBBBI", 4250, RUN, RUN, 0, 1, 4, 1, 0), 132)
