"""Reads played ttys with pyserial and compares them with the recorded reads that mcap finds: role, same|other, number of bytes.

usage: read_played.py RECORDING FOLDER FROM TO ROLE...
"""

import sys
import threading

import serial
from mcap.reader import make_reader
from mcap_ros2.decoder import DecoderFactory

RECEIVE = 2


def recorded(path, role, begin, end):
    """The bytes of all reads between two times since the episode's beginning."""
    out = bytearray()
    with open(path, "rb") as file:
        reader = make_reader(file, decoder_factories=[DecoderFactory()])
        facts = next(m.metadata for m in reader.iter_metadata() if m.name == "exocap")
        start = int(facts["began_monotonic_ns"])
        topics = ["/raw/" + role]
        for _, _, _, call in reader.iter_decoded_messages(topics=topics, log_time_order=False):
            if call.kind == RECEIVE and begin <= (call.time - start) * 1e-9 < end:
                out += bytes(call.bytes)[1:]
    return bytes(out)


def read(path, count, into):
    port = serial.Serial(path, 115200, timeout=10)
    try:
        while len(into) < count:
            got = port.read(count - len(into))
            if not got:
                return
            into += got
    except serial.SerialException:
        # The device was unplugged at the recording's end.
        return


def main():
    path, folder, begin, end = sys.argv[1], sys.argv[2], float(sys.argv[3]), float(sys.argv[4])
    roles = sys.argv[5:]
    wanted = {role: recorded(path, role, begin, end) for role in roles}
    found = {role: bytearray() for role in roles}
    threads = [threading.Thread(target=read, args=(f"{folder}/{role}", len(wanted[role]), found[role])) for role in roles]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for role in roles:
        verdict = "same" if bytes(found[role]) == wanted[role] else "other"
        print(role, verdict, len(found[role]))


if __name__ == "__main__":
    main()
