"""Reads a recording with other people's programs and prints what they find, one fact a line: reader, topic, what, number.

Counts are of messages; sums are of numbers in the order of the file, so that equal values give equal bits.
"""

import math
import sys
from pathlib import Path

from mcap.reader import make_reader
from mcap.stream_reader import StreamReader
from mcap_ros2.decoder import DecoderFactory
from rosbags.highlevel import AnyReader

# What of a message is added up, by its type.
FIELDS = {
    "sensor_msgs/msg/JointState": ["position", "velocity", "effort"],
    "exocap_msgs/msg/Command": ["q", "dq", "tau", "kp", "kd", "grip_force", "weight", "clipping"],
    "exocap_msgs/msg/Forces": ["force"],
    "exocap_msgs/msg/Values": ["value", "rate", "effort"],
    "exocap_msgs/msg/Tick": ["wanted", "limited", "rates", "clipping", "weights", "forces", "packet"],
    "exocap_msgs/msg/RawCall": ["bytes"],
    "exocap_msgs/msg/Datagram": ["bytes"],
    "exocap_msgs/msg/Checkpoint": ["state"],
}


class Sums:
    def __init__(self, reader):
        self.reader = reader
        self.counts = {}
        self.sums = {}
        self.last = {}

    def take(self, topic, kind, message):
        self.counts[topic] = self.counts.get(topic, 0) + 1
        for field in FIELDS.get(kind, []):
            key = (topic, field)
            for value in getattr(message, field):
                number = float(value)
                if not math.isnan(number):
                    self.sums[key] = self.sums.get(key, 0.0) + number
        self.last[topic] = message

    def show(self):
        for topic, count in self.counts.items():
            print(self.reader, topic, "count", count)
        for (topic, field), total in self.sums.items():
            print(self.reader, topic, field, repr(total))


def with_mcap(path):
    sums = Sums("mcap")
    with open(path, "rb") as file:
        # Every checksum of the file, the data section's among them.
        for _ in StreamReader(file, validate_crcs=True).records:
            pass
    with open(path, "rb") as file:
        reader = make_reader(file, validate_crcs=True, decoder_factories=[DecoderFactory()])
        for schema, channel, _, message in reader.iter_decoded_messages(log_time_order=False):
            sums.take(channel.topic, schema.name, message)
        for attachment in reader.iter_attachments():
            print("mcap", attachment.name, "attachment", len(attachment.data))
    sums.show()
    session = sums.last["/session"]
    print("mcap", "/session", "text", session.episode, session.rig, session.run, session.operator_name)
    names = sums.last["/joint_states/left_arm"].name
    print("mcap", "/joint_states/left_arm", "names", ",".join(names))


def with_rosbags(path):
    sums = Sums("rosbags")
    with AnyReader([Path(path)]) as reader:
        for connection, _, raw in reader.messages():
            message = reader.deserialize(raw, connection.msgtype)
            sums.take(connection.topic, connection.msgtype, message)
    sums.show()


if __name__ == "__main__":
    with_mcap(sys.argv[1])
    with_rosbags(sys.argv[1])
