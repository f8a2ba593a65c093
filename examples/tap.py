#!/usr/bin/env python3
"""Prints what a running exocapd broadcasts: the twin of tap.c. Usage: tap.py NAME [COUNT], NAME as in /dev/shm.

Python cannot order its reads, so this is for x86, which does; on other machines use tap.c.
"""
import mmap, struct, sys, time

with open("/dev/shm/" + sys.argv[1].lstrip("/"), "rb") as file:
    memory = mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ)
(magic, version, _, _, names, names_length, _, _, _, pid, ring, stride, slots, _, _, _, _) = struct.unpack_from(
    "<QIIQIIIIIiIIIIqII", memory)
assert magic == 0x00314D48534F5845 and version == 1, "this is no telemetry"
print(memory[names:names + names_length].decode(), end="")
head = lambda: struct.unpack_from("<Q", memory, 128)[0]
position, lost, left = head(), 0, int(sys.argv[2]) if len(sys.argv) > 2 else -1
print("ready", flush=True)
while left != 0:
    if position == head():
        if struct.unpack_from("<I", memory, 12)[0] == 2:
            break
        time.sleep(0.001)
        continue
    if head() - position > slots:
        oldest = head() - slots + 1
        lost, position = lost + oldest - position, oldest
    slot = ring + (position & (slots - 1)) * stride
    before, length, _ = struct.unpack_from("<QII", memory, slot)
    record = memory[slot + 16:slot + 16 + min(length, 2304)]
    after = struct.unpack_from("<Q", memory, slot)[0]
    position += 1
    if before != after or before != 2 * position:
        lost += 1
        continue
    kind, source, stream, count, _, _, _, _, sequence, _, _, _ = struct.unpack_from("<HHHHIIqqQQQQ", record)
    body = [record[64:64 + count].decode()] if kind == 3 else ["%.17g" % value for value in struct.unpack_from(f"<{count}d", record, 64)]
    print(kind, f"{source}/{stream}", f"#{sequence}", *body, flush=True)
    left -= left > 0
print("lost", lost)
