#!/usr/bin/env python3
"""A robot that follows at once, in Python: the twin of receiver.c, with nothing but the standard library.

receiver.py PORT ROBOT JOINT_MAP_HASH [COUNT]
"""
import math, random, socket, struct, sys, time

HEADER = struct.Struct("<IHHHBBIQIIQqqqIHHQ")  # as exocap_link_header
(MAGIC, VERSION, HEADER_LENGTH, LENGTH, KIND, SOURCE, ROBOT, RUN, EPOCH, HASH, SEQUENCE, CAPTURED, SENT, LIFE, OPERATOR,
 JOINTS, GROUPS, RESERVED) = range(18)
GROUP, JOINT, GRANT = struct.Struct("<ffBBH"), struct.Struct("<5f"), struct.Struct("<QQII")
ECHO, GROUP_STATE, JOINT_STATE = struct.Struct("<QQqq16IBBHII3f"), struct.Struct("<2f"), struct.Struct("<3f")
CLAIM, GRANTED, RETURN, COMMAND, STATE = 1, 2, 3, 4, 5
NOT_OWNER, OLD_EPOCH, OLD_SEQUENCE, HELD = 7, 8, 9, 12
TABLE = [0] * 256
for index in range(256):
    rest = index
    for _ in range(8):
        rest = (rest >> 1) ^ (0x82F63B78 if rest & 1 else 0)
    TABLE[index] = rest


def checksum(data):
    rest = 0xFFFFFFFF
    for byte in data:
        rest = TABLE[(rest ^ byte) & 0xFF] ^ (rest >> 8)
    return rest ^ 0xFFFFFFFF


def read(data, robot, joint_map_hash):
    """The header, or None where the datagram is not whole or not for this robot."""
    if len(data) < 100 or struct.unpack_from("<I", data, len(data) - 4)[0] != checksum(data[:-4]):
        return None
    header = HEADER.unpack_from(data)
    fits = header[MAGIC] == 0x4C4F5845 and header[VERSION] == 1 and header[LENGTH] == len(data) and header[RUN] != 0
    fits = fits and header[ROBOT] == robot and header[HASH] == joint_map_hash
    return header if fits and (header[KIND] != COMMAND or len(data) == 184 + 20 * header[JOINTS]) else None


class Writer:
    def __init__(self, robot, joint_map_hash):
        self.robot, self.hash, self.run, self.sequence = robot, joint_map_hash, random.getrandbits(64) | 1, 0

    def write(self, kind, epoch, body, joints=0):
        self.sequence += 1
        now = time.monotonic_ns()
        data = HEADER.pack(
            0x4C4F5845, 1, 80, len(body) + 100, kind, 0, self.robot, self.run, epoch, self.hash, self.sequence, now, now, 0, 0,
            joints, 7 if kind == STATE else 0, 0) + body + bytes(16)
        return data + struct.pack("<I", checksum(data))


def main():
    port, robot, joint_map_hash = (int(word, 0) for word in sys.argv[1:4])
    left = int(sys.argv[4]) if len(sys.argv) > 4 else -1
    link = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    link.bind(("127.0.0.1", port))  # "" to hear other hosts
    link.settimeout(10 if left > 0 else None)
    print("port", link.getsockname()[1], flush=True)
    writer, owner, epoch, last, rejects = Writer(robot, joint_map_hash), 0, 0, 0, [0] * 16
    while left != 0:
        data, sender = link.recvfrom(2048)
        header = read(data, robot, joint_map_hash)
        if header is None:
            print("refused", flush=True)
        elif header[KIND] == CLAIM:
            if owner == 0:
                owner, epoch, last = header[RUN], int(time.time()) & 0xFFFFFFFF, 0
            result = 0 if owner == header[RUN] else HELD
            link.sendto(writer.write(GRANTED, epoch, GRANT.pack(header[RUN], header[SEQUENCE], result, 0)), sender)
        elif header[KIND] == RETURN and header[RUN] == owner:
            owner = 0
        elif header[KIND] == COMMAND:
            reason = NOT_OWNER if header[RUN] != owner else OLD_EPOCH if header[EPOCH] != epoch else 0
            reason = reason or (OLD_SEQUENCE if header[SEQUENCE] <= last else 0)
            if reason:
                rejects[reason] += 1
                print("refused", reason, flush=True)
                continue
            last, left = header[SEQUENCE], left - (left > 0)
            groups = [GROUP.unpack_from(data, 80 + 12 * index) for index in range(7)]
            joints = [JOINT.unpack_from(data, 164 + 20 * index) for index in range(header[JOINTS])]
            print("command", last, "epoch", epoch, "q", *("%.9g" % joint[0] for joint in joints), flush=True)
            body = ECHO.pack(owner, last, 0, -1, *rejects, 2, header[SOURCE], 0, header[OPERATOR], 0, *[math.nan] * 3)
            body += b"".join(GROUP_STATE.pack(group[0], math.nan) for group in groups)
            body += b"".join(JOINT_STATE.pack(joint[0], joint[1], math.nan) for joint in joints)
            link.sendto(writer.write(STATE, epoch, body, header[JOINTS]), sender)


main()
