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

HEALTH = [
    "open", "openings", "packets", "skipped_bytes", "resyncs", "bad_checksums", "truncated", "overlong", "malformed", "timeouts", "retries",
    "device_errors", "hardware_alerts", "write_failures", "sequence_gaps", "error_frames", "lost_samples", "lost_records", "occupancy",
    "clock_settled", "clock_two_way", "clock_drift", "clock_shortest_way", "clock_residual", "stream", "samples", "gaps", "longest_gap",
    "invalid", "saturated", "saturations", "jumps", "tick_age_p50", "tick_age_p99", "node", "node_state", "node_replies", "node_retries",
    "node_timeouts", "node_errors", "node_alerts",
]  # fmt: skip


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


def show_health(reader, sums):
    """Every field of the last message about each device's health, in the order of its definition."""
    for topic, message in sums.last.items():
        if not topic.startswith("/health/"):
            continue
        for field in HEALTH:
            value = getattr(message, field)
            many = not isinstance(value, (str, int, float))
            print(reader, topic, field, ",".join(str(one) for one in value) if many else value)


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
    if "/joint_states/left_arm" in sums.last:
        names = sums.last["/joint_states/left_arm"].name
        print("mcap", "/joint_states/left_arm", "names", ",".join(names))
    show_health("mcap", sums)


def with_rosbags(path):
    sums = Sums("rosbags")
    with AnyReader([Path(path)]) as reader:
        for connection, _, raw in reader.messages():
            message = reader.deserialize(raw, connection.msgtype)
            sums.take(connection.topic, connection.msgtype, message)
    sums.show()
    show_health("rosbags", sums)


if __name__ == "__main__":
    with_mcap(sys.argv[1])
    with_rosbags(sys.argv[1])
