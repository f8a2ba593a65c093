#!/usr/bin/env python3
"""Adds a camera's images to every episode that exocapd records, as docs/adding-a-camera.md says. Needs PyPI's mcap.

Usage: camera.py SOCKET NAME [RATE [MISS]]. The camera is made up: small grey PNGs, RATE a second; every MISSth is left out.
"""
import base64, json, os, select, socket, struct, sys, time, zlib
from mcap.writer import CompressionType, Writer

name, rate, miss = sys.argv[2], float((sys.argv + ["30"])[3]), int(sys.argv[4]) if len(sys.argv) > 4 else 0
image = {"type": "object", "properties": {
    "timestamp": {"type": "object", "properties": {"sec": {"type": "integer"}, "nsec": {"type": "integer"}}},
    "frame_id": {"type": "string"}, "data": {"type": "string", "contentEncoding": "base64"}, "format": {"type": "string"}}}


def png(grey):
    part = lambda kind, body: struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
    rows = (b"\0" + bytes([grey]) * 32) * 24
    return (b"\x89PNG\r\n\x1a\n" + part(b"IHDR", struct.pack(">IIBBBBB", 32, 24, 8, 0, 0, 0, 0))
            + part(b"IDAT", zlib.compress(rows)) + part(b"IEND", b""))


class Take:
    def __init__(self, event):
        self.facts = {"episode": event["episode"], "camera": name}
        self.path = f"{event['folder']}/{event['episode']}.{name}.mcap"
        self.offset, self.begun, self.frames, self.images, self.pairs = event["clock_offset_ns"], time.monotonic_ns(), 0, 0, []
        self.file = open(self.path + ".part", "wb")
        self.writer = Writer(self.file, compression=CompressionType.NONE)
        self.writer.start("", "camera.py")
        schema = self.writer.register_schema("foxglove.CompressedImage", "jsonschema", json.dumps(image).encode())
        self.channel = self.writer.register_channel(f"/camera/{name}", "json", schema)
        self.writer.add_metadata("exocap_camera", self.facts)

    def due(self):  # CLOCK_MONOTONIC: a real camera tells when it exposed
        return self.begun + round(self.frames * 1e9 / rate)

    def expose(self):
        captured, self.frames = self.due() + self.offset, self.frames + 1
        if self.frames % max(1, round(rate)) == 1:
            self.pairs.append([time.clock_gettime_ns(time.CLOCK_MONOTONIC), time.clock_gettime_ns(time.CLOCK_REALTIME)])
        if miss and self.frames % miss == 0:
            return
        self.images += 1
        message = {"timestamp": {"sec": captured // 10**9, "nsec": captured % 10**9}, "frame_id": name, "format": "png",
                   "data": base64.b64encode(png(self.frames % 256)).decode()}
        self.writer.add_message(self.channel, time.monotonic_ns() + self.offset, json.dumps(message).encode(), captured, self.frames)

    def end(self):
        facts = {"frames_expected": str(self.frames), "clock_pairs": json.dumps(self.pairs)}
        self.writer.add_metadata("exocap_camera", self.facts | facts)
        self.writer.finish()
        self.file.flush()
        os.fsync(self.file.fileno())
        os.rename(self.path + ".part", self.path)
        print(self.path, self.images, self.frames, flush=True)


daemon = socket.socket(socket.AF_UNIX)
daemon.connect(sys.argv[1])
daemon.sendall(b'{"id":1,"do":"subscribe"}\n')
take, heard = None, b""
while True:
    wait = max(0, take.due() - time.monotonic_ns()) / 1e9 if take else None
    if select.select([daemon], [], [], wait)[0]:
        more = daemon.recv(65536)
        *lines, heard = (heard + more).split(b"\n")
        for event in map(json.loads, lines):
            if event.get("subscribed"):
                print("ready", flush=True)
            if event.get("event") == "recording_started" and take is None:
                take = Take(event)
            if event.get("event") == "recording_stopped" and take and event["episode"] == take.facts["episode"]:
                take = take.end()
        if not more:
            sys.exit(take.end() if take else 0)
    elif take:
        take.expose()
