"""Writes the messages of a recording with exocap's MCAP writer and with foxglove-sdk, in turn; prints Markdown tables.

mcap_writers.py BENCH RECORDING FOLDER [ROUNDS]     BENCH is .build/release/exocap-bench; files go to FOLDER and are deleted.

foxglove-sdk is called as fast as Python can: payloads that are bytes already, the Rust channel without its Python wrapper, bound
methods looked up before. Times run from opening a new file to its end, summary and checksums included, on one thread.
"""

import gc
import os
import statistics
import subprocess
import sys
import time

import foxglove
from foxglove import Channel, Context, Schema
from foxglove.mcap import MCAPCompression, MCAPWriteOptions
from mcap.reader import make_reader

# Of the state of 30 joints, once a tick.
STATE = "/robot/g1/joint_states"


def read(path, topic):
    """Channels, and (topic, payload, log time) in file order."""
    with open(path, "rb") as file:
        reader = make_reader(file)
        summary = reader.get_summary()
        names = {c.topic: (summary.schemas[c.schema_id], c) for c in summary.channels.values()}
        messages = [(c.topic, m.data, m.log_time) for _, c, m in reader.iter_messages(log_time_order=False) if topic in ("all", c.topic)]
    return names, messages


class Foxglove:
    def __init__(self, names, messages, chunk_size):
        self.messages, self.chunk_size = messages, chunk_size
        self.context = Context()
        self.channels = {}
        for topic, (schema, channel) in names.items():
            definition = Schema(name=schema.name, encoding=schema.encoding, data=schema.data)
            self.channels[topic] = Channel(
                topic, schema=definition, message_encoding="cdr", context=self.context, metadata=dict(channel.metadata))

    def write(self, compression, times, path):
        options = MCAPWriteOptions(
            compression=MCAPCompression.Zstd if compression == "zstd" else None, compression_level=1 if compression == "zstd" else 0,
            compression_threads=0, chunk_size=self.chunk_size, profile="ros2")
        calls = [(self.channels[topic].base.log, payload, stamp) for topic, payload, stamp in self.messages]
        gc.disable()
        began = time.perf_counter()
        writer = foxglove.open_mcap(path, context=self.context, writer_options=options)
        for _ in range(times):
            for log, payload, stamp in calls:
                log(payload, stamp)
        writer.close()
        took = time.perf_counter() - began
        gc.enable()
        return took


class Exocap:
    def __init__(self, bench, recording, topic):
        self.process = subprocess.Popen([bench, "mcap", recording, topic], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        word, count, size = self.process.stdout.readline().split()
        assert word == "ready"
        self.count, self.size = int(count), int(size)

    def write(self, compression, times, path):
        self.process.stdin.write(f"{compression} {times} {path}\n")
        self.process.stdin.flush()
        return float(self.process.stdout.readline())

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def count(path):
    with open(path, "rb") as file:
        return make_reader(file).get_summary().statistics.message_count


def rounds(contenders, compression, times, total, folder, number):
    """Seconds by contender; the first round is not counted, and who goes first changes. Every first file is counted through."""
    seconds = [[] for _ in contenders]
    sizes = [0] * len(contenders)
    for turn in range(number + 1):
        for step in range(len(contenders)):
            who = (turn + step) % len(contenders)
            path = os.path.join(folder, f"bench-{who}.mcap")
            took = contenders[who].write(compression, times, path)
            if turn == 0:
                sizes[who] = os.path.getsize(path)
                assert count(path) == total, "a message is missing"
            else:
                seconds[who].append(took)
            os.unlink(path)
    return seconds, sizes


def rate(seconds, total):
    """Million messages a second: median (quartiles)."""
    low, middle, high = statistics.quantiles([total / s / 1e6 for s in seconds], n=4)
    return f"{middle:.2f} ({low:.2f} … {high:.2f})"


def main():
    bench, recording, folder = sys.argv[1:4]
    number = int(sys.argv[4]) if len(sys.argv) > 4 else 9
    os.makedirs(folder, exist_ok=True)
    print(f"Million messages a second, one thread, to a file: median (quartiles) of {number} alternating rounds.\n")
    print("| messages | compression | exocap `MCAP` | foxglove-sdk, chunks of 128 KiB | ratio | foxglove-sdk, chunks of 1 MiB | ratio |")
    print("|---|---|---|---|---|---|---|")
    for topic, name, times in (("all", "the demo's mix", 1), (STATE, "joint states", 10)):
        names, messages = read(recording, topic)
        ours = Exocap(bench, recording, topic)
        assert ours.count == len(messages)
        total = times * len(messages)
        mean = ours.size // ours.count
        contenders = [ours, Foxglove(names, messages, 128 * 1024), Foxglove(names, messages, 1024 * 1024)]
        for compression, title in (("none", "none"), ("zstd", "zstd 1")):
            seconds, sizes = rounds(contenders, compression, times, total, folder, number)
            medians = [statistics.median(s) for s in seconds]
            ratios = [medians[who] / medians[0] for who in (1, 2)]
            print(
                f"| {name}, {mean} B | {title} | {rate(seconds[0], total)} | {rate(seconds[1], total)} | {ratios[0]:.2f} "
                f"| {rate(seconds[2], total)} | {ratios[1]:.2f} |", flush=True)
        ours.close()


main()
