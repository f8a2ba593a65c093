"""Loads an exported LeRobot 3.0 data set with the real LeRobotDataset: windows of actions, batches, a subset of episodes.

    load_lerobot.py DATASET

Needs torch and lerobot 0.4.4 (pip install --no-deps lerobot==0.4.4) with datasets 4.8.5, pandas < 3 and numpy < 2.3. What lerobot imports
for video and for training alone (torchvision, accelerate) is stood in for by empty modules: nothing of it is called here.
"""

import importlib.machinery
import json
import sys
import types
from pathlib import Path

import datasets  # looks for torchvision itself, so it comes before the empty one
import numpy as np


class Empty(types.ModuleType):
    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return type(name, (), {})


for name in ["torchvision", "torchvision.transforms", "torchvision.transforms.v2", "torchvision.transforms.v2.functional", "torchvision.io", "accelerate", "accelerate.utils"]:
    module = Empty(name)
    module.__spec__ = importlib.machinery.ModuleSpec(name, None, is_package=True)
    module.__path__ = []
    sys.modules.setdefault(name, module)
    if "." in name:
        setattr(sys.modules[name.rpartition(".")[0]], name.rpartition(".")[2], sys.modules[name])

import torch
from lerobot.datasets.lerobot_dataset import LeRobotDataset


def main(root):
    info = json.loads((Path(root) / "meta/info.json").read_text())
    fps = info["fps"]
    whole = LeRobotDataset("local/exocap", root=root)
    print("lerobot", __import__("lerobot").__version__, "torch", torch.__version__, "datasets", datasets.__version__)
    print("frames", len(whole), "episodes", whole.num_episodes, "tasks", list(whole.meta.tasks.index))
    assert len(whole) == info["total_frames"] and whole.num_episodes == info["total_episodes"]
    item = whole[0]
    for name, feature in info["features"].items():
        shape = tuple(item[name].shape)
        assert shape == (() if feature["shape"] == [1] else tuple(feature["shape"])), (name, shape)
    print("task of row 0:", item["task"])

    steps = 16
    windows = LeRobotDataset("local/exocap", root=root, delta_timestamps={"action": [step / fps for step in range(steps)], "observation.state": [-1 / fps, 0.0]})
    width = info["features"]["action"]["shape"][0]
    for row in (0, len(windows) // 2, len(windows) - 1):
        item = windows[row]
        assert item["action"].shape == (steps, width) and item["observation.state"].shape == (2, width)
        assert torch.equal(item["action"][0], whole[row]["action"])
    last = windows[len(windows) - 1]
    assert bool(last["action_is_pad"][1:].all()), "beyond the end of an episode actions are padded"
    batch = next(iter(torch.utils.data.DataLoader(windows, batch_size=32, shuffle=True)))
    print("batch", {name: tuple(batch[name].shape) for name in ("observation.state", "action", "timestamp")})

    if whole.num_episodes > 1:
        part = LeRobotDataset("local/exocap", root=root, episodes=[whole.num_episodes - 1])
        print("last episode alone:", len(part), "frames")
        assert set(np.asarray(part.hf_dataset["episode_index"]).tolist()) == {whole.num_episodes - 1}

    from lerobot.datasets.compute_stats import aggregate_stats

    episodes = [{name: {key: np.asarray(row[f"stats/{name}/{key}"]) for key in whole.meta.stats[name]} for name in info["features"]} for row in episodes_with_statistics(root)]
    sums = aggregate_stats(episodes)
    for name in info["features"]:
        for key in whole.meta.stats[name]:
            assert np.allclose(sums[name][key], whole.meta.stats[name][key], rtol=1e-6, atol=1e-9), (name, key)
    print("stats.json is what lerobot's aggregate_stats makes of the episodes")
    print("loaded")


def episodes_with_statistics(root):
    import pyarrow.parquet as pq

    return [row for file in sorted((Path(root) / "meta/episodes").glob("*/*.parquet")) for row in pq.read_table(file).to_pylist()]


if __name__ == "__main__":
    main(sys.argv[1])
