"""Holds what a recording says was sent against the datagrams that a robot received, with nothing of ours but the link's page.

compare_received.py RECORDING DATAGRAMS   (one datagram a line, hexadecimal)
"""

import struct
import sys

from mcap.reader import make_reader
from mcap_ros2.decoder import DecoderFactory

# docs/link.md: 80 bytes of header, seven groups of 12, joints of 20.
GROUP, JOINT = struct.Struct("<ffBBH"), struct.Struct("<5f")


def received(line):
    data = bytes.fromhex(line)
    groups = [GROUP.unpack_from(data, 80 + 12 * index) for index in range(7)]
    joints = [JOINT.unpack_from(data, 164 + 20 * index) for index in range((len(data) - 184) // 20)]
    return row(zip(*joints), [group[0] for group in groups], [group[1] for group in groups])


def row(columns, weights, forces):
    # As text: NaN is equal to itself then.
    return repr([[float(value) for value in column] for column in [*columns, weights, forces]])


def recorded(path):
    with open(path, "rb") as file:
        reader = make_reader(file, validate_crcs=True, decoder_factories=[DecoderFactory()])
        for _, channel, _, message in reader.iter_decoded_messages(topics=None, log_time_order=False):
            if channel.topic.startswith("/command/") and channel.topic.endswith("/sent"):
                yield row(
                    [message.q, message.dq, message.tau, message.kp, message.kd], list(message.weight), list(message.grip_force))


sent = list(recorded(sys.argv[1]))
with open(sys.argv[2]) as lines:
    arrived = [received(line) for line in lines]
# The recording began later and ended earlier than the robot's listening; between, nothing may be missing or different.
places = [place for place in range(len(arrived) - len(sent) + 1) if arrived[place : place + len(sent)] == sent]
print(len(sent), "sent", len(set(sent)), "different", "equal" if places else "NOT equal")
