"""Holds an exported data set against every rule of LeRobot's loader, and its values against the recording's own.

    check_dataset.py lerobot DATASET                rules of versions 2.1 and 3.0, one line "ok: ..." for each that holds
    check_dataset.py values DATASET RECORDING...    rows, resampled here with numpy from what PyPI's mcap reads
    check_dataset.py table FILE RECORDING           the same of a Parquet or CSV table

Written from LeRobot's own code and documents, without exocap's. Any rule that fails ends it with a message and status 1.
"""

import json
import re
import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
from mcap.reader import make_reader
from mcap_ros2.decoder import DecoderFactory

DEFAULT = {"timestamp": "float32", "frame_index": "int64", "episode_index": "int64", "index": "int64", "task_index": "int64"}
QUANTILES = {"q01": 0.01, "q10": 0.1, "q50": 0.5, "q90": 0.9, "q99": 0.99}
GAP_PERIODS = 3.0


def hold(rule, condition, detail=""):
    if not condition:
        sys.exit(f"failed: {rule} {detail}")
    print("ok:", rule)


def read_parquet(path):
    # Page checksums are looked at, which pyarrow does only when it is asked.
    return pq.read_table(path, page_checksum_verification=True, partitioning=None)


def width(feature):
    return int(np.prod(feature["shape"]))


def column(table, name):
    """A feature as an array of rows by values."""
    values = table[name].combine_chunks()
    if pa.types.is_list(values.type) or pa.types.is_fixed_size_list(values.type):
        flat = np.asarray(values.flatten())
        return flat.reshape(len(table), -1)
    return np.asarray(values).reshape(len(table), 1)


class Dataset:
    def __init__(self, root):
        self.root = Path(root)
        self.info = json.loads((self.root / "meta/info.json").read_text())
        self.features = self.info["features"]
        self.is_v3 = self.info["codebase_version"] == "v3.0"
        if self.is_v3:
            files = sorted((self.root / "meta/episodes").glob("*/*.parquet"))
            self.episodes = pa.concat_tables([read_parquet(file) for file in files]).to_pylist()
            tasks = read_parquet(self.root / "meta/tasks.parquet")
            # The loader takes the task from the index of the pandas frame, which pandas finds by this.
            index = json.loads(tasks.schema.metadata[b"pandas"])["index_columns"]
            hold("the task is the index of a pandas frame", index == ["task"])
            self.tasks = dict(zip(tasks["task_index"].to_pylist(), tasks["task"].to_pylist()))
        else:
            self.episodes = self.lines("episodes")
            self.tasks = {line["task_index"]: line["task"] for line in self.lines("tasks")}

    def lines(self, name):
        return [json.loads(line) for line in (self.root / f"meta/{name}.jsonl").read_text().splitlines()]

    def path(self, episode):
        index = episode["episode_index"]
        if self.is_v3:
            return self.root / self.info["data_path"].format(
                chunk_index=episode["data/chunk_index"], file_index=episode["data/file_index"])
        return self.root / self.info["data_path"].format(episode_chunk=index // self.info["chunks_size"], episode_index=index)

    def rows(self, episode):
        table = read_parquet(self.path(episode))
        return table.filter(pa.compute.equal(table["episode_index"], episode["episode_index"]))


def check_info(dataset):
    info, features = dataset.info, dataset.features
    hold("codebase_version is v3.0 or v2.1", info["codebase_version"] in ("v3.0", "v2.1"))
    hold("fps is a positive whole number", isinstance(info["fps"], int) and info["fps"] > 0)
    hold("no feature name has a slash", not any("/" in name for name in features))
    hold("default features are there", all(features[name]["dtype"] == kind and features[name]["shape"] == [1] for name, kind in DEFAULT.items()))
    hold("dtypes are numpy's", all(np.dtype(feature["dtype"]) is not None for feature in features.values()))
    hold("names fit shapes", all(feature["names"] is None or len(feature["names"]) == width(feature) for feature in features.values()))
    hold("state and action have the same joints", features["observation.state"]["names"] == features["action"]["names"])
    hold("total_episodes is the number of episodes", info["total_episodes"] == len(dataset.episodes))
    hold("total_frames is the sum of lengths", info["total_frames"] == sum(episode["length"] for episode in dataset.episodes))
    hold("total_tasks is the number of tasks", info["total_tasks"] == len(dataset.tasks) and sorted(dataset.tasks) == list(range(len(dataset.tasks))))
    hold("split train has every episode", info["splits"] == {"train": f"0:{len(dataset.episodes)}"})
    hold("robot_type is given", bool(info["robot_type"]))
    hold("episodes lie in their places", [episode["episode_index"] for episode in dataset.episodes] == list(range(len(dataset.episodes))))


def check_schema(dataset, table):
    for name, feature in dataset.features.items():
        kind = table.schema.field(name).type
        if feature["shape"] == [1]:
            hold(f"{name} is a plain column", str(kind) == {"float32": "float"}.get(feature["dtype"], feature["dtype"]))
            continue
        hold(f"{name} is a list", pa.types.is_list(kind) or pa.types.is_fixed_size_list(kind))
        # What the loader does: a cast to a list of fixed size.
        target = pa.list_(pa.from_numpy_dtype(np.dtype(feature["dtype"])), width(feature))
        table[name].combine_chunks().cast(target)
    hold("no column without a feature", set(table.schema.names) == set(dataset.features))


def check_rows(dataset):
    fps, next_row = dataset.info["fps"], 0
    for episode in dataset.episodes:
        index, length = episode["episode_index"], episode["length"]
        table = dataset.rows(episode)
        if index == 0:
            check_schema(dataset, table)
        rows = np.arange(length)
        hold(f"episode {index}: length", len(table) == length)
        hold(f"episode {index}: frame_index", np.array_equal(column(table, "frame_index")[:, 0], rows))
        hold(f"episode {index}: index goes on", np.array_equal(column(table, "index")[:, 0], next_row + rows))
        time = column(table, "timestamp")[:, 0]
        hold(f"episode {index}: timestamps are 1/fps apart to 1e-4 s", np.all(np.abs(np.diff(time.astype(float)) - 1 / fps) <= 1e-4))
        hold(f"episode {index}: timestamps are rows over fps", np.array_equal(time, (rows / fps).astype(np.float32)))
        task = np.unique(column(table, "task_index"))
        hold(f"episode {index}: task", [dataset.tasks[int(number)] for number in task] == list(episode["tasks"]))
        for name, feature in dataset.features.items():
            values = column(table, name)
            hold(f"episode {index}: {name} has its shape", values.shape == (length, width(feature)))
            hold(f"episode {index}: {name} is finite", bool(np.all(np.isfinite(values.astype(float)))))
        if dataset.is_v3:
            hold(f"episode {index}: dataset_from_index, dataset_to_index", (episode["dataset_from_index"], episode["dataset_to_index"]) == (next_row, next_row + length))
            statistics = {name: {key: episode[f"stats/{name}/{key}"] for key in ["min", "max", "mean", "std", "count", *QUANTILES]} for name in dataset.features}
        else:
            statistics = dataset.lines("episodes_stats")[index]["stats"]
        check_statistics(dataset, f"episode {index}", statistics, table)
        next_row += length


def check_statistics(dataset, where, statistics, table):
    for name, feature in dataset.features.items():
        # Around the first row: numbers as large as times since 1970 would round.
        exact = column(table, name)
        base = exact[0].astype(np.int64 if exact.dtype != np.float32 else np.float64)
        values = (exact.astype(base.dtype) - base).astype(float)
        found = statistics[name]
        for key, expected in {"mean": values.mean(axis=0), "std": values.std(axis=0)}.items():
            shift = base.astype(float) if key == "mean" else 0
            hold(f"{where}: {key} of {name}", np.allclose(found[key], expected + shift, rtol=1e-9, atol=1e-9))
        hold(f"{where}: min and max of {name}", np.array_equal(found["min"], exact.min(axis=0)) and np.array_equal(found["max"], exact.max(axis=0)))
        hold(f"{where}: count of {name}", list(found["count"]) == [len(table)])
        for key, level in QUANTILES.items():
            if key in found:
                hold(f"{where}: {key} of {name}", np.allclose(found[key], np.quantile(values, level, axis=0) + base.astype(float), rtol=1e-9, atol=1e-9))


def check_v3(dataset):
    root = dataset.root
    files = sorted(root.glob("data/*/*.parquet"))
    hold("every file of rows belongs to an episode", set(files) == {dataset.path(episode) for episode in dataset.episodes})
    unique = set()
    for file in files:
        meta = pq.ParquetFile(file).metadata
        inside = [episode for episode in dataset.episodes if dataset.path(episode) == file]
        hold(f"{file.name}: one row group an episode", [meta.row_group(i).num_rows for i in range(meta.num_row_groups)] == [episode["length"] for episode in inside])
        unique |= set(read_parquet(file)["episode_index"].to_pylist())
    # _check_cached_episodes_sufficient
    hold("rows of every episode are there", unique >= set(range(dataset.info["total_episodes"])))
    statistics = json.loads((root / "meta/stats.json").read_text())
    hold("stats.json has every feature", set(statistics) == set(dataset.features))
    for name in dataset.features:
        weights = np.array([episode["length"] for episode in dataset.episodes], float)[:, None]
        parts = {key: np.array([episode[f"stats/{name}/{key}"] for episode in dataset.episodes]) for key in ["min", "max", "mean", "std", *QUANTILES]}
        mean = (parts["mean"] * weights).sum(0) / weights.sum()
        variance = ((parts["std"] ** 2 + (parts["mean"] - mean) ** 2) * weights).sum(0) / weights.sum()
        found = statistics[name]
        hold(f"stats.json: {name}", np.array_equal(found["min"], parts["min"].min(0)) and np.array_equal(found["max"], parts["max"].max(0))
             and np.allclose(found["mean"], mean, rtol=1e-9) and np.allclose(found["std"], np.sqrt(variance), rtol=1e-6, atol=1e-9)
             and found["count"] == [int(weights.sum())])
        for key in QUANTILES:
            hold(f"stats.json: {key} of {name}", np.allclose(found[key], (parts[key] * weights).sum(0) / weights.sum(), rtol=1e-9))


def check_modality(dataset):
    modality = json.loads((dataset.root / "meta/modality.json").read_text())
    for kind, feature in {"state": "observation.state", "action": "action"}.items():
        covered = []
        for key, part in modality[kind].items():
            original = part.get("original_key", feature)
            hold(f"modality: {kind}.{key} lies in {original}", 0 <= part["start"] < part["end"] <= width(dataset.features[original]))
            if original == feature:
                covered += range(part["start"], part["end"])
        hold(f"modality: {kind} has each number once", covered == list(range(width(dataset.features[feature]))))
    for key, part in modality["annotation"].items():
        hold(f"modality: annotation {key} is a column", part["original_key"] in dataset.features)


class Recording:
    """What training needs of a recording, by PyPI's mcap: times in ns and numbers of each signal."""

    def __init__(self, path, robot):
        wanted = {f"/robot/{robot}/joint_states": "state", f"/command/{robot}/sent": "sent", f"/command/{robot}/requested": "requested",
                  f"/robot/{robot}/forces": "grip_force"}
        self.times, self.messages, self.robot = {}, {}, robot
        # By role and stream: when which bits were said of samples.
        self.flags = {}
        with open(path, "rb") as file:
            reader = make_reader(file, validate_crcs=True, decoder_factories=[DecoderFactory()])
            topics = [channel.topic for channel in reader.get_summary().channels.values() if channel.topic in wanted or channel.topic.startswith(("/grip/", "/quality/"))]
            for _, channel, message, decoded in reader.iter_decoded_messages(topics=topics, log_time_order=False):
                if channel.topic.startswith("/quality/"):
                    said = self.flags.setdefault((channel.topic.removeprefix("/quality/"), decoded.stream), [])
                    said.append((message.publish_time, decoded.quality_flags))
                    continue
                name = wanted.get(channel.topic) or (channel.topic.replace("/grip/", "operator.") if channel.topic.startswith("/grip/") else None)
                if name is None:
                    continue
                times = self.times.setdefault(name, [])
                if times and message.publish_time <= times[-1]:
                    continue
                times.append(message.publish_time)
                self.messages.setdefault(name, []).append(decoded)
        self.times = {name: np.array(times, np.int64) for name, times in self.times.items()}

    def expect(self, names):
        """A signal of the rig that said nothing has no times."""
        for name in names:
            self.times.setdefault(name, np.zeros(0, np.int64))
            self.messages.setdefault(name, [])

    def numbers(self, name, field):
        return np.array([list(getattr(message, field)) for message in self.messages[name]], float)

    def forces(self, name, indices):
        rows = []
        for message in self.messages[name]:
            rows.append([message.force[i] if message.valid >> i & 1 else np.nan for i in indices])
        return np.array(rows, float).reshape(len(rows), len(indices))

    def flag_rows(self, name, rows):
        """The newest bits at or before each row, with all that were said since the row before; -1: none yet."""
        out = np.full(len(rows), -1, np.int64)
        for (role, stream), said in self.flags.items():
            is_robot = role == self.robot
            if not {"state": is_robot and stream == 0, "ticks": is_robot and stream == 255, "operator": not is_robot}.get(name, name == f"operator.{role}"):
                continue
            bits = np.array([flags for _, flags in said], np.int64)
            ends = np.searchsorted([time for time, _ in said], rows, side="right")
            for row, end in enumerate(ends):
                if end:
                    begin = min(ends[row - 1], end - 1) if row else end - 1
                    out[row] = max(out[row], 0) | np.bitwise_or.reduce(bits[begin:end])
        return out

    def captured(self, name, rows):
        """When the newest sample at or before each row was measured; -1: none was."""
        before = self.before(name, rows)
        return np.where(before >= 0, np.append(self.times[name], -1)[before], -1)

    def grid(self, fps):
        start = max(self.times["state"][0], self.times["sent"][0])
        end = min(self.times["state"][-1], self.times["sent"][-1])
        rows = (int(end - start) * fps) // 10**9 + 2
        times = start + np.array([(row * 10**9 + fps // 2) // fps for row in range(rows)], np.int64)
        return times[times <= end]

    def limit(self, name):
        intervals = np.sort(np.diff(self.times[name]))
        if len(intervals) == 0:
            return 0
        return int(intervals[len(intervals) // 2] * GAP_PERIODS)

    def before(self, name, rows):
        """The place of the newest sample at or before each row; -1: none."""
        return np.searchsorted(self.times[name], rows, side="right") - 1

    def held(self, name, values, rows):
        place = self.before(name, rows)
        if len(values) == 0:
            return np.full((len(rows), values.shape[1]), np.nan)
        held = values[np.maximum(place, 0)].copy()
        held[place < 0] = np.nan
        return held

    def linear(self, name, values, rows):
        times, place = self.times[name], self.before(name, rows)
        after = np.minimum(place + 1, len(times) - 1)
        span = np.maximum(times[after] - times[place], 1)
        part = ((rows - times[place]) / span)[:, None]
        between = values[place] + (values[after] - values[place]) * part
        is_line = ((times[after] - times[place]) <= self.limit(name)) & (rows > times[place]) & (after > place)
        return np.where(is_line[:, None] & np.isfinite(between), between, values[place])

    def valid(self, name, known, rows, is_linear):
        """`known`: by sample, whether its numbers are."""
        times, place = self.times[name], self.before(name, rows)
        if len(times) == 0:
            return np.zeros(len(rows), bool)
        near = (rows - times[np.maximum(place, 0)]) <= self.limit(name)
        ok = (place >= 0) & known[np.maximum(place, 0)] & near
        if is_linear:
            after = np.minimum(place + 1, len(times) - 1)
            inside = (rows > times[place]) & (after > place)
            ok &= ~inside | (((times[after] - times[place]) <= self.limit(name)) & known[after])
        return ok


def filled(values):
    """What is not known is what was known last, before that 0, as LeRobot's columns have it."""
    out = values.copy()
    for row in range(len(out)):
        unknown = ~np.isfinite(out[row])
        out[row, unknown] = out[row - 1, unknown] if row else 0
    return out.astype(np.float32)


def same(rule, found, expected, tolerance=0.0):
    found, expected = np.asarray(found), np.asarray(expected)
    equal = (found.shape == expected.shape) and bool(np.all((np.abs(found.astype(float) - expected.astype(float)) <= tolerance) | (np.isnan(found.astype(float)) & np.isnan(expected.astype(float)))))
    worst = np.nanmax(np.abs(found.astype(float) - expected.astype(float))) if found.shape == expected.shape and found.size else None
    hold(rule, equal, f"shapes {found.shape} {expected.shape}, worst difference {worst}")


GROUPS = ["left_arm", "right_arm", "left_hand", "right_hand", "waist", "head", "legs"]


def check_values(dataset, recordings):
    robot = json.loads((dataset.root / "meta/exocap.json").read_text())["robot"]
    features = dataset.features
    grips = [GROUPS.index(name) for name in features["grip_force.sent"]["names"]] if "grip_force.sent" in features else []
    for episode, path in zip(dataset.episodes, recordings):
        where = f"episode {episode['episode_index']}"
        table, recording = dataset.rows(episode), Recording(path, robot)
        recording.expect(features["age_s"]["names"])
        rows = recording.grid(dataset.info["fps"])
        same(f"{where}: row_time_ns", column(table, "row_time_ns")[:, 0], rows)
        sent, state = recording.numbers("sent", "q"), recording.numbers("state", "position")
        action = filled(recording.held("sent", sent, rows))
        # float32 of a number that rounds to the same 1e-7 of a turn.
        same(f"{where}: observation.state is linear", column(table, "observation.state"), filled(recording.linear("state", state, rows)), 3e-7)
        same(f"{where}: action is what was sent", column(table, "action"), action)
        wish = recording.held("requested", recording.numbers("requested", "q"), rows)
        same(f"{where}: requested", column(table, "requested"), np.where(np.isfinite(wish), wish.astype(np.float32), action))
        same(f"{where}: weight", column(table, "weight"), filled(recording.held("sent", recording.numbers("sent", "weight"), rows)))
        if grips:
            same(f"{where}: grip_force.sent [N]", column(table, "grip_force.sent"), filled(recording.held("sent", recording.numbers("sent", "grip_force")[:, grips], rows)))
            same(f"{where}: grip_force.measured [N]", column(table, "grip_force.measured"), filled(recording.held("grip_force", recording.forces("grip_force", grips), rows)))
        worn = [name for name in features["age_s"]["names"] if name.startswith("operator.")]
        if worn:
            values = [recording.held(name, recording.forces(name, worn_indices(features, name)), rows) for name in worn]
            same(f"{where}: operator.grip_force [N]", column(table, "operator.grip_force"), filled(np.hstack(values)))
        check_trust(where, table, recording, rows, features, grips)
        for place, name in enumerate(features["flags"]["names"]):
            same(f"{where}: flags of {name}", column(table, "flags")[:, place], recording.flag_rows(name, rows))


def worn_indices(features, signal):
    """The values of a worn sensor: operator.ROLE has ROLE.VALUE in the feature's names."""
    role = signal.removeprefix("operator.")
    return range(sum(name.rpartition(".")[0] == role for name in features["operator.grip_force"]["names"]))


def check_trust(where, table, recording, rows, features, grips):
    for place, name in enumerate(features["age_s"]["names"]):
        captured = recording.captured(name, rows)
        same(f"{where}: capture_time_ns of {name}", column(table, "capture_time_ns")[:, place], captured)
        age = np.where(captured >= 0, (rows - captured) * 1e-9, -1).astype(np.float32)
        same(f"{where}: age_s of {name}", column(table, "age_s")[:, place], age, 1e-9)
        known = {
            "state": lambda: np.isfinite(recording.numbers(name, "position")).all(1), "sent": lambda: np.isfinite(recording.numbers(name, "q")).all(1),
            "requested": lambda: np.ones(len(recording.times[name]), bool), "grip_force": lambda: np.isfinite(recording.forces(name, grips)).all(1),
        }.get(name, lambda: np.isfinite(recording.forces(name, worn_indices(features, name))).all(1))()
        same(f"{where}: valid of {name}", column(table, "valid")[:, place], recording.valid(name, known, rows, name == "state"))


def check_table(file, path):
    folder = Path(file).parent
    made = json.loads((folder / "info.json").read_text())
    table = pa.csv.read_csv(file) if file.endswith(".csv") else read_parquet(file)
    recording = Recording(path, made["robot"])
    rows = recording.grid(made["settings"]["fps"])
    same("row_time_ns", column(table, "row_time_ns")[:, 0], rows)
    joints = [name.removeprefix("state.") for name in table.schema.names if name.startswith("state.")]

    def columns(prefix):
        return np.column_stack([column(table, f"{prefix}.{joint}")[:, 0].astype(float) for joint in joints])

    same("state", columns("state"), recording.linear("state", recording.numbers("state", "position"), rows), 1e-12)
    same("velocity", columns("velocity"), recording.linear("state", recording.numbers("state", "velocity"), rows), 1e-12)
    same("sent", columns("sent"), recording.held("sent", recording.numbers("sent", "q"), rows))
    names = [name.removeprefix("flags.") for name in table.schema.names if name.startswith("flags.")]
    hold("flags of state, ticks and operator are there", {"state", "ticks", "operator"} <= set(names))
    for name in names:
        same(f"flags.{name}", column(table, f"flags.{name}")[:, 0], recording.flag_rows(name, rows))
    same("requested, with its absences", columns("requested"), recording.held("requested", recording.numbers("requested", "q"), rows))


if __name__ == "__main__":
    kind, place, *recordings = sys.argv[1:]
    if kind == "table":
        check_table(place, recordings[0])
    else:
        made = Dataset(place)
        if kind == "values":
            check_values(made, recordings)
        else:
            check_info(made)
            check_rows(made)
            check_v3(made) if made.is_v3 else check_modality(made)
    print("all hold")
