"""Times exports beside Python; prints Markdown.

export.py BENCH EXOCAP FOLDER ROUNDS

Writing: 150,000 rows of 60 float32 from a raw file to a LeRobot 3.0 data file with statistics of each episode, by exocap-bench and by a
pyarrow script: the same columns, row groups, compression, page checksums and quantiles; what came out is compared.
The whole way: a recording of the demo's rig to a LeRobot 3.0 tree, by `exocap export` and by a script that reads it with PyPI's mcap.
"""

import json
import os
import statistics
import subprocess
import sys
import time

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from mcap.reader import make_reader
from mcap_ros2.decoder import DecoderFactory

ROWS, JOINTS, EPISODE, FPS = 150_000, 30, 5_000, 500
LEVELS = {"q01": 0.01, "q10": 0.1, "q50": 0.5, "q90": 0.9, "q99": 0.99}
SECONDS = 20


def raw_rows(path):
    """Joints as a person moves them: slow sines in encoder counts of 14 bits, with a bit of noise."""
    random = np.random.default_rng(1)
    time_s = np.arange(ROWS)[:, None] / FPS
    angle = np.sin(time_s * random.uniform(0.5, 4, 2 * JOINTS) + random.uniform(0, 6, 2 * JOINTS))
    step = 2 * np.pi / 2**14
    (np.round((angle + random.normal(0, 2e-4, angle.shape)) / step) * step).astype(np.float32).tofile(path)


def stats(values):
    values = values.reshape(len(values), -1)
    found = {"min": values.min(0), "max": values.max(0), "mean": values.mean(0, dtype=float), "std": values.std(0, dtype=float), "count": [len(values)]}
    quantiles = np.quantile(values, list(LEVELS.values()), axis=0)
    found.update(zip(LEVELS, quantiles))
    return {key: np.asarray(value).tolist() for key, value in found.items()}


def write_episode(writer, schema, columns):
    arrays = []
    for field in schema:
        values = columns[field.name]
        if values.ndim == 2:
            offsets = pa.array(np.arange(0, values.size + 1, values.shape[1], dtype=np.int32))
            arrays.append(pa.ListArray.from_arrays(offsets, pa.array(values.reshape(-1))))
        else:
            arrays.append(pa.array(values))
    writer.write_table(pa.table(arrays, schema=schema), row_group_size=len(columns["index"]))


def schema_of(columns):
    return pa.schema([(name, pa.list_(pa.from_numpy_dtype(values.dtype)) if values.ndim == 2 else pa.from_numpy_dtype(values.dtype)) for name, values in columns.items()])


def default_columns(rows, first, episode):
    index = np.arange(rows)
    return {"timestamp": (index / FPS).astype(np.float32), "frame_index": index, "episode_index": np.full(rows, episode),
            "index": first + index, "task_index": np.zeros(rows, np.int64)}


def pyarrow_export(raw, path):
    began = time.perf_counter()
    rows = np.fromfile(raw, np.float32).reshape(ROWS, 2 * JOINTS)
    writer, lines = None, []
    for episode, start in enumerate(range(0, ROWS, EPISODE)):
        part = rows[start:start + EPISODE]
        columns = {"observation.state": part[:, :JOINTS], "action": part[:, JOINTS:], **default_columns(len(part), start, episode)}
        columns = {name: np.ascontiguousarray(values) for name, values in columns.items()}
        if writer is None:
            schema = schema_of(columns)
            writer = pq.ParquetWriter(path, schema, compression="zstd", write_page_checksum=True)
        write_episode(writer, schema, columns)
        lines.append(json.dumps({name: stats(values) for name, values in columns.items()}))
    writer.close()
    with open(path + ".stats.jsonl", "w") as file:
        file.write("\n".join(lines) + "\n")
    with open(path) as file:
        os.fsync(file.fileno())
    return time.perf_counter() - began


def exocap_export(bench, raw, path):
    return float(subprocess.run([bench, "export", raw, str(JOINTS), str(EPISODE), path], check=True, capture_output=True, text=True).stdout)


def compare(ours, theirs):
    mine, other = pq.read_table(ours, page_checksum_verification=True), pq.read_table(theirs)
    for name in other.schema.names:
        a, b = (np.asarray(table[name].combine_chunks().flatten() if pa.types.is_list(table.schema.field(name).type) else table[name]) for table in (mine, other))
        assert np.array_equal(a, b), name
    with open(ours + ".stats.jsonl") as a, open(theirs + ".stats.jsonl") as b:
        for one, two in zip(a, b, strict=True):
            one, two = json.loads(one), json.loads(two)
            for name in two:
                for key in two[name]:
                    assert np.allclose(one[name][key], two[name][key], rtol=1e-5, atol=1e-6), (name, key)


def peer_whole_way(recording, path):
    """State on the line between samples, commands held, as rows at FPS; no ages, validity, forces or gaps."""
    began = time.perf_counter()
    series = {"/robot/g1/joint_states": ([], []), "/command/g1/sent": ([], []), "/command/g1/requested": ([], [])}
    with open(recording, "rb") as file:
        reader = make_reader(file, decoder_factories=[DecoderFactory()])
        for _, channel, message, decoded in reader.iter_decoded_messages(topics=list(series), log_time_order=False):
            times, numbers = series[channel.topic]
            times.append(message.publish_time)
            numbers.append(decoded.position if channel.topic.startswith("/robot") else decoded.q)
    (state_times, state), (sent_times, sent), (wish_times, wish) = ((np.array(times), np.array(numbers)) for times, numbers in series.values())
    start, end = max(state_times[0], sent_times[0]), min(state_times[-1], sent_times[-1])
    rows = np.arange(start, end + 1, 10**9 // FPS)
    columns = {
        "observation.state": np.column_stack([np.interp(rows, state_times, state[:, joint]) for joint in range(state.shape[1])]).astype(np.float32),
        "action": sent[np.searchsorted(sent_times, rows, side="right") - 1].astype(np.float32),
        "requested": np.nan_to_num(wish[np.maximum(np.searchsorted(wish_times, rows, side="right") - 1, 0)]).astype(np.float32),
        **default_columns(len(rows), 0, 0),
    }
    schema = schema_of(columns)
    with pq.ParquetWriter(path, schema, compression="zstd", write_page_checksum=True) as writer:
        write_episode(writer, schema, columns)
    with open(path + ".stats.json", "w") as file:
        json.dump({name: stats(values) for name, values in columns.items()}, file)
    return time.perf_counter() - began, len(rows)


def our_whole_way(exocap, recording, folder, number):
    out = f"{folder}/whole-{number}"
    subprocess.run(["rm", "-rf", out], check=True)
    began = time.perf_counter()
    subprocess.run([exocap, "export", recording, "--to", "lerobot-v3", "--fps", str(FPS), "--out", out], check=True, capture_output=True)
    return time.perf_counter() - began


def text(seconds):
    low, middle, high = statistics.quantiles(seconds, n=4)
    return f"{middle:.2f} ({low:.2f} … {high:.2f})"


def main():
    bench, exocap, folder, rounds = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
    os.makedirs(folder, exist_ok=True)
    raw, ours, theirs = f"{folder}/rows.raw", f"{folder}/exocap.parquet", f"{folder}/pyarrow.parquet"
    raw_rows(raw)
    writing = [(exocap_export(bench, raw, ours), pyarrow_export(raw, theirs)) for _ in range(rounds + 1)][1:]
    compare(ours, theirs)
    recording = subprocess.run([bench, "record", f"{folder}/recordings", str(SECONDS)], check=True, capture_output=True, text=True).stdout.strip()
    whole, rows = [], 0
    for number in range(rounds + 1):
        mine = our_whole_way(exocap, recording, folder, number)
        other, rows = peer_whole_way(recording, f"{folder}/whole.parquet")
        whole.append((mine, other))
    whole = whole[1:]
    sizes = [os.path.getsize(path) / 1e6 for path in (ours, theirs)]
    print(f"Seconds, median (quartiles) of {rounds} rounds in turn; pyarrow {pa.__version__}, zstd, page checksums, quantiles by both.\n")
    print("| what | exocap | Python | times as fast | bound |\n|---|---|---|---|---|")
    for what, pairs, bound in ((f"writing: 150,000 rows of 60 floats ({sizes[0]:.1f} and {sizes[1]:.1f} MB)", writing, "2"),
                               (f"the whole way: {SECONDS} s of the demo's rig to {rows:,} rows of LeRobot 3.0", whole, "")):
        mine, other = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
        ratio = statistics.median(b / a for a, b in pairs)
        print(f"| {what} | {text(mine)} | {text(other)} | {ratio:.1f} | {bound} |")


main()
