"""Writes the rig's stream at its own pace with exocap's writer, PyPI's mcap and foxglove-sdk; prints a Markdown table.

mcap_tails.py BENCH RECORDING FOLDER [KILLS]     BENCH is .build/release/exocap-bench; files go to FOLDER and are deleted.

Each writer is a process of its own, as its maker's defaults have it, with zstd. A message's log time is CLOCK_MONOTONIC when it is
handed over. Processes are killed (SIGKILL) at random moments; what is missing is the time from the last message that PyPI's mcap can
still read to the kill. CPU time and bytes are those of a run of 10 s, messages a second those of a run as fast as it goes.
"""

import os
import random
import signal
import subprocess
import sys
import time

from mcap.reader import make_reader
from mcap.records import Chunk, Message
from mcap.stream_reader import StreamReader, breakup_chunk

# A fast run hands over this many messages.
FAST = 200_000


def read(path):
    with open(path, "rb") as file:
        reader = make_reader(file)
        summary = reader.get_summary()
        channels = {c.topic: (summary.schemas[c.schema_id], c) for c in summary.channels.values()}
        # The pair of clocks of a simulated world has the real time, far from all else.
        messages = [(c.topic, m.data, m.log_time) for _, c, m in reader.iter_messages(log_time_order=False) if c.topic != "/clock_sync"]
    return channels, messages


def python_writer(path, channels):
    from mcap.writer import CompressionType, Writer

    file = open(path, "wb")
    writer = Writer(file, compression=CompressionType.ZSTD)
    writer.start(profile="ros2")
    ids = {}
    for topic, (schema, channel) in channels.items():
        schema_id = writer.register_schema(schema.name, schema.encoding, schema.data)
        ids[topic] = writer.register_channel(topic, "cdr", schema_id)
    return lambda topic, data, stamp: writer.add_message(ids[topic], stamp, data, stamp), writer.finish


def foxglove_writer(path, channels):
    import foxglove
    from foxglove import Channel, Context, Schema
    from foxglove.mcap import MCAPWriteOptions

    context = Context()
    logs, kept = {}, [context]
    for topic, (schema, channel) in channels.items():
        definition = Schema(name=schema.name, encoding=schema.encoding, data=schema.data)
        # A channel that nobody holds is closed, and so are all of a context.
        kept.append(Channel(topic, schema=definition, message_encoding="cdr", context=context))
        logs[topic] = kept[-1].base.log
    writer = foxglove.open_mcap(path, context=context, writer_options=MCAPWriteOptions(profile="ros2"))

    def write(topic, data, stamp, kept=kept):
        logs[topic](data, stamp)

    return write, writer.close


def child(kind, recording, path, seconds):
    """Hands the recording's messages over, again and again; `seconds` 0: FAST of them as fast as it goes, prints the time."""
    channels, messages = read(recording)
    write, finish = {"python": python_writer, "foxglove": foxglove_writer}[kind](path, channels)
    first, last = min(m[2] for m in messages), max(m[2] for m in messages)
    print("ready", flush=True)
    began = time.monotonic_ns()
    if seconds == 0:
        for number in range(FAST):
            topic, data, _ = messages[number % len(messages)]
            write(topic, data, began + number)
        finish()
        print((time.monotonic_ns() - began) / 1e9, flush=True)
        return
    shift = 0
    while True:
        for topic, data, stamp in messages:
            due = began + shift + stamp - first
            now = time.monotonic_ns()
            if due > now:
                # As the recorder's drain: a look every 5 ms.
                time.sleep(max(5e-3, (due - now) / 1e9))
                now = time.monotonic_ns()
            write(topic, data, now)
            if now - began > seconds * 1e9:
                finish()
                return
        shift += last - first


def last_time(path):
    """[ns] Of the newest message that can be read."""
    newest = 0
    try:
        with open(path, "rb") as file:
            for record in StreamReader(file, emit_chunks=True, validate_crcs=True).records:
                for inner in breakup_chunk(record, validate_crc=True) if isinstance(record, Chunk) else [record]:
                    if isinstance(inner, Message):
                        newest = max(newest, inner.log_time)
    except Exception:
        # Torn: what came before counts.
        pass
    return newest


class Contender:
    def __init__(self, name, words):
        self.name, self.words = name, words

    def start(self, recording, path, seconds):
        process = subprocess.Popen([*self.words, recording, path, str(seconds)], stdout=subprocess.PIPE, text=True)
        assert process.stdout.readline().strip() == "ready"
        return process

    def tails(self, recording, path, kills):
        found = []
        for _ in range(kills):
            process = self.start(recording, path, 60)
            began = time.monotonic_ns()
            time.sleep(random.uniform(1.5, 4))
            at = time.monotonic_ns()
            process.send_signal(signal.SIGKILL)
            process.wait()
            newest = last_time(path)
            found.append((at - max(newest, began)) / 1e6)
            os.unlink(path)
        return sorted(found)

    def steady(self, recording, path, seconds=10):
        process = self.start(recording, path, seconds)
        clock = os.sysconf("SC_CLK_TCK")
        with open(f"/proc/{process.pid}/stat") as file:
            before = file.read().rsplit(")", 1)[1].split()
        _, _, usage = os.wait4(process.pid, 0)
        used = usage.ru_utime + usage.ru_stime - (int(before[11]) + int(before[12])) / clock
        size = os.path.getsize(path)
        os.unlink(path)
        return used / seconds, size / seconds

    def fast(self, recording, path):
        process = self.start(recording, path, 0)
        took = float(process.stdout.readline())
        process.wait()
        os.unlink(path)
        return FAST / took


def main():
    bench, recording, folder = sys.argv[1:4]
    kills = int(sys.argv[4]) if len(sys.argv) > 4 else 20
    os.makedirs(folder, exist_ok=True)
    path = os.path.join(folder, "tail.mcap")
    me = [sys.executable, os.path.abspath(__file__), "--child"]
    contenders = [
        Contender("exocap, chunks of 128 KiB or 100 ms", [bench, "pace"]), Contender("mcap (Python) 1.6.0, defaults", [*me, "python"]),
        Contender("foxglove-sdk 0.30.3, defaults", [*me, "foxglove"])]
    _, messages = read(recording)
    rate = len(messages) / ((messages[-1][2] - messages[0][2]) / 1e9)
    print(f"The demo's stream, {rate:.0f} messages a second, zstd; {kills} kills each.\n")
    print("| writer | messages/s, at most | CPU at the rig's pace | GB/hour | missing at `kill -9`, ms: median | worst |")
    print("|---|---|---|---|---|---|")
    for contender in contenders:
        fast = contender.fast(recording, path)
        share, size = contender.steady(recording, path)
        tails = contender.tails(recording, path, kills)
        print(
            f"| {contender.name} | {fast:,.0f} | {share * 100:.1f} % | {size * 3600 / 1e9:.2f} | {tails[len(tails) // 2]:.0f} "
            f"| {tails[-1]:.0f} |", flush=True)


if sys.argv[1] == "--child":
    child(sys.argv[2], sys.argv[3], sys.argv[4], float(sys.argv[5]))
else:
    main()
