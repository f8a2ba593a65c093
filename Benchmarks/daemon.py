"""Measures exocapd on the demo's rig, with simulated devices and robot; prints Markdown.

daemon.py EXOCAPD EXOCAP FOLDER [ROUNDS]     the release build's; FOLDER takes ports, recordings, socket and logs.
"""

import json
import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import time


def free_port():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Rig:
    """The demo's rig on a port of its own, its devices and its robot."""

    def __init__(self, daemon, tool, folder):
        self.daemon, self.tool, self.folder = daemon, tool, folder
        shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(folder + "/.build/demo")
        self.port = free_port()
        shutil.copytree("hw-profiles", folder + "/profiles")
        self.rig = folder + "/profiles/rigs/demo.yaml"
        with open(self.rig) as file:
            text = file.read()
        assert "port: 7411" in text
        with open(self.rig, "w") as file:
            file.write(text.replace("port: 7411", f"port: {self.port}"))
        self.notify = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.notify.bind(folder + "/notify")
        self.parts = []

    def start(self, name, words, **more):
        log = open(f"{self.folder}/{name}.log", "a")
        return subprocess.Popen(words, cwd=self.folder, stdout=log, stderr=log, **more)

    def start_world(self):
        pipe = {"stdin": subprocess.PIPE}
        self.parts.append(self.start(
            "robot", [self.tool, "simulate", "robot", "--port", str(self.port), "--until-input-ends", "--profiles", "profiles"], **pipe))
        self.parts.append(self.start(
            "devices", [self.tool, "simulate", "devices", "--rig", self.rig, "--wait", "--profiles", "profiles"], **pipe))
        end = time.monotonic() + 10
        while not all(os.path.exists(f"{self.folder}/.build/demo/{name}") for name in ("left_arm", "right_arm", "left_grip", "right_grip")):
            assert time.monotonic() < end, "the devices do not appear, see " + self.folder
            time.sleep(0.05)
        time.sleep(1)

    def start_daemon(self):
        """The daemon, and the time from exec to READY=1 [s]."""
        environment = dict(os.environ, NOTIFY_SOCKET=self.folder + "/notify")
        words = [self.daemon, "--rig", self.rig, "--profiles", "profiles", "--socket", self.folder + "/socket"]
        began = time.monotonic()
        process = self.start("exocapd", words, env=environment)
        self.notify.settimeout(10)
        while b"READY=1" not in self.notify.recv(4096):
            pass
        return process, time.monotonic() - began

    def end(self, process):
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=20)
        self.notify.setblocking(False)
        try:
            while True:
                self.notify.recv(4096)
        except BlockingIOError:
            pass

    def end_world(self):
        for part in self.parts:
            part.stdin.close()
        for part in self.parts:
            part.wait(timeout=10)

    def record(self, word):
        subprocess.run(
            [self.tool, "record", word, "--socket", self.folder + "/socket"], cwd=self.folder, check=True, stdout=subprocess.DEVNULL)


def memory(process):
    """VmRSS and VmHWM [MB]."""
    with open(f"/proc/{process.pid}/status") as file:
        text = file.read()
    return [int(re.search(name + r":\s+(\d+)", text)[1]) / 1024 for name in ("VmRSS", "VmHWM")]


def black_box(rig):
    """What the black box holds [s] and [MB]."""
    words = [rig.tool, "status", "--format", "json", "--socket", rig.folder + "/socket"]
    status = json.loads(subprocess.run(words, check=True, capture_output=True, text=True).stdout)
    box = status["recording"]["black_box"]
    return box["seconds"], box["bytes"] / 1e6


def processor_seconds(process):
    """By thread's name."""
    seconds = {}
    for task in os.listdir(f"/proc/{process.pid}/task"):
        with open(f"/proc/{process.pid}/task/{task}/schedstat") as file:
            spent = int(file.read().split()[0]) / 1e9
        with open(f"/proc/{process.pid}/task/{task}/comm") as file:
            name = file.read().strip()
        seconds[name] = seconds.get(name, 0) + spent
    return seconds


def libraries(daemon, folder):
    linked = subprocess.run(["ldd", daemon], check=True, capture_output=True, text=True).stdout
    names = sorted({line.split()[0].split("/")[-1] for line in linked.splitlines() if ".so" in line})
    swift = [name for name in names if name.startswith(("libswift", "libFoundation", "lib_Foundation", "libdispatch", "libBlocks"))]
    stripped = folder + "/exocapd.stripped"
    subprocess.run(["strip", "-o", stripped, daemon], check=True)
    return swift, [name for name in names if name not in swift], os.path.getsize(stripped)


def main():
    daemon, tool, folder = (os.path.abspath(word) for word in sys.argv[1:4])
    number = int(sys.argv[4]) if len(sys.argv) > 4 else 9
    swift, others, size = libraries(daemon, folder if os.path.isdir(folder) else os.path.dirname(folder))
    rig = Rig(daemon, tool, folder)
    times = []
    try:
        rig.start_world()
        for turn in range(number + 1):
            process, took = rig.start_daemon()
            started = time.monotonic()
            if turn > 0:
                times.append(took * 1000)
            if turn < number:
                # Once every port is open and its first samples have come.
                time.sleep(0.5)
                rig.end(process)
        time.sleep(3)
        idle = memory(process)
        rig.record("start")
        time.sleep(2)
        before, began = processor_seconds(process), time.monotonic()
        time.sleep(10)
        after, ended = processor_seconds(process), time.monotonic()
        recording = memory(process)
        rig.record("stop")
        # Until the black box has its minute.
        time.sleep(max(0, 70 - (time.monotonic() - started)))
        full, held = memory(process), black_box(rig)
        rig.end(process)
    finally:
        rig.end_world()
    load = {name: (after[name] - before.get(name, 0)) / (ended - began) * 100 for name in after}
    low, middle, high = statistics.quantiles(times, n=4)
    foundation = "yes" if any(name.startswith("libFoundation.so") for name in swift) else "no"
    print("| what | measured | bound |\n|---|---|---|")
    print(f"| exec to `READY=1`, devices streaming, median (quartiles) of {number} | {middle:.0f} ms ({low:.0f} … {high:.0f}) | 200 ms |")
    print(f"| resident memory, idle (highest) | {idle[0]:.0f} MB ({idle[1]:.0f} MB) | |")
    print(f"| resident memory, recording (highest) | {recording[0]:.0f} MB ({recording[1]:.0f} MB) | |")
    print(f"| resident memory, the black box with {held[0]:.0f} s, {held[1]:.1f} MB (highest) | {full[0]:.0f} MB ({full[1]:.0f} MB) | |")
    print(f"| stripped | {size / 1e6:.1f} MB | 20 MB |")
    print(f"| links full Foundation | {foundation} | no |")
    print(f"\nSwift libraries: {', '.join(swift) or 'none'}. Others: {', '.join(others)}.\n")
    print("CPU time while recording, percent of one core: " + ", ".join(f"{name} {share:.1f}" for name, share in sorted(load.items()) if share >= 0.05) + ".")


main()
