"""Reads recordings completely with PyPI's mcap (every checksum) and rosbags; says which of them anybody finds fault with.

read_whole.py RECORDING...      prints: N files, N messages, N not read
"""

import sys
from pathlib import Path

from mcap.reader import make_reader
from mcap.stream_reader import StreamReader
from rosbags.highlevel import AnyReader


def counted(path):
    """How many messages mcap finds by the summary's index; every record and checksum is read before."""
    with open(path, "rb") as file:
        for _ in StreamReader(file, validate_crcs=True).records:
            pass
    with open(path, "rb") as file:
        reader = make_reader(file, validate_crcs=True)
        statistics = reader.get_summary().statistics
        count = sum(1 for _ in reader.iter_messages(log_time_order=False))
        assert count == statistics.message_count, f"{count} messages, {statistics.message_count} by its statistics"
    return count


def read_by_rosbags(path, count):
    with AnyReader([Path(path)]) as reader:
        found = 0
        for connection, _, raw in reader.messages():
            reader.deserialize(raw, connection.msgtype)
            found += 1
    assert found == count, f"rosbags finds {found} messages, mcap {count}"


def main():
    messages = failed = 0
    for path in sys.argv[1:]:
        try:
            count = counted(path)
            # A take that was killed before its first message has no connection that rosbags could open.
            if count:
                read_by_rosbags(path, count)
            messages += count
        except Exception as error:  # Whatever a reader throws is a finding.
            failed += 1
            print(f"{path}: {type(error).__name__}: {error}")
    print(f"{len(sys.argv) - 1} files, {messages} messages, {failed} not read")
    sys.exit(1 if failed else 0)


main()
