#!/usr/bin/env python3
"""Writes the captures of this folder. Standard library only; run it in this folder.

Sources: ROBOTIS e-Manual "DYNAMIXEL Protocol 2.0"; Robotiq's FT-300 stream example; the Unitree G1 exoskeleton's line layout and
calibration format version 2 as LeRobot reads it; the HX711 library's demo sketch; packets of OptoForce sensors that were captured
(vectors_optoforce.json); Feetech's memory tables of STS and SCS; Damiao's DM_CAN example;
linux/input.h; the layout of AirExo's encoders; the DY094 transmitter's manual.
"""
import math
import struct

MS = 1_000_000


class Capture:
    def __init__(self, path, device, source):
        self.path, self.events, self.samples = path, [], []
        self.header = f"device: {device}\nsource: {source}\n\n"

    def event(self, time, verb, data=b""):
        self.events.append(" ".join([str(time), verb] + [f"{byte:02X}" for byte in data]))

    def sample(self, time, stream, values, valid=None, saturated=None):
        digits = lambda bits: "".join("1" if bit else "0" for bit in bits)
        valid = valid or [True] * len(values)
        saturated = saturated or [False] * len(values)
        numbers = " ".join("-" if value is None else repr(float(value)) for value in values)
        self.samples.append(f"{time} {stream} {digits(valid)} {digits(saturated)} {numbers}")

    def write(self):
        with open(self.path + ".capture", "w") as file:
            file.write("# exocap capture 1\n" + self.header + "\n".join(self.events) + "\n")
        with open(self.path + ".expected", "w") as file:
            file.write("\n".join(self.samples) + "\n")


# --- text -------------------------------------------------------------------------------------------------------------------

HALL = [  # sine column, centre, matrix, zero
    (0, (120.0, -80.0), ((0.00104374745871931, 0.0003809975638393904), (-0.0004898540106506448, 0.0013419610183533985)), 0.3),
    (6, (0.0, 0.0), ((0.001, 0.0), (0.0, 0.001)), 0.0),
]


def wrap(angle):
    return math.remainder(angle, 2 * math.pi)


def exo_values(columns):
    joints = []
    for sine, centre, matrix, zero in HALL:
        p = (columns[sine + 1] - 2047.5 - centre[0], columns[sine] - 2047.5 - centre[1])
        z = [row[0] * p[0] + row[1] * p[1] for row in matrix]
        joints.append(-wrap(math.atan2(z[1], z[0]) - zero))
    stick = (columns[11] - 2047.5) / 2047.5
    return joints, [stick, 1 if columns[12] < 2047.5 else 0]


def text_exo():
    capture = Capture("text/hmc-exo", "hmc-exo", "synthesised from published protocol documents (LeRobot unitree_g1 exo, lines as in its layout)")
    lines = [
        [2457, 2904, 1299, 2198, 2620, 1520, 2048, 3048, 2048, 2048, 2048, 2100, 4000, 1990, 1773, 1549],
        [2480, 2890, 1400, 2417, 2748, 1604, 2100, 3040, 2048, 2048, 2048, 4095, 12, 1990, 1524, 1952],
        [2500, 2875, 2213, 1197, 1771, 1455, 2150, 3030, 2048, 2048, 2048, 0, 4000, 1990, 2644, 2124],
    ]
    text = lambda columns: (" ".join(map(str, columns)) + " \r\n").encode()
    capture.event(0, "open")
    capture.event(3 * MS, "rx", text(lines[0])[20:])  # joined in mid-line
    time = 10 * MS
    for number, line in enumerate(lines):
        whole = text(line)
        capture.event(time, "rx", whole[:31])
        if number == 1:  # a truncated line before it, glued to nothing
            capture.events.pop()
            capture.event(time, "rx", text(lines[0])[:40] + b"\r\n" + whole[:31])
        capture.event(time + MS, "rx", whole[31:])
        joints, inputs = exo_values(line)
        capture.sample(time + MS, 0, joints)
        capture.sample(time + MS, 1, inputs)
        time += 10 * MS
    glued = text(lines[0]).replace(b" \r\n", b"") + text(lines[1])
    capture.event(time, "rx", glued)  # a lost line end: two lines become one that cannot be
    capture.event(time + MS, "rx", b"\xFE\x80\x00" + text(lines[0]))  # noise spoils its own line
    capture.event(time + 2 * MS, "rx", text(lines[2]) + text(lines[2]))  # two lines in one read
    for _ in range(2):
        joints, inputs = exo_values(lines[2])
        capture.sample(time + 2 * MS, 0, joints)
        capture.sample(time + 2 * MS, 1, inputs)
    capture.write()


def text_cell():
    capture = Capture("text/hx711", "hx711", "synthesised from published protocol documents (HX711 library, demo sketch)")
    scale, zero = 0.00980665, 0.5  # gram to newton; the cell's own zero
    capture.event(0, "open")
    capture.event(MS, "rx", b"42.1 g\r\n")
    time = 12 * MS
    for grams, line in [(123.4, b"Reading: 123.4 g\r\n"), (-3.0, b"Reading: -3.0 g\r\n"), (None, b"Reading: 12a.4 g\r\n"),
                        (5000, b"Reading: 5000 g\r\n"), (60, b"Reading: 60 g\r\n")]:
        capture.event(time, "rx", line)
        if grams is not None:
            capture.sample(time, 0, [grams * scale - zero], saturated=[grams >= 5000])
        time += 12 * MS
    capture.write()


# --- Dynamixel protocol 2.0 -------------------------------------------------------------------------------------------------

def crc_dynamixel(data):
    remainder = 0
    for byte in data:
        remainder ^= byte << 8
        for _ in range(8):
            remainder = ((remainder << 1) ^ 0x8005 if remainder & 0x8000 else remainder << 1) & 0xFFFF
    return remainder.to_bytes(2, "little")


def stuff(data):
    out = bytearray()
    for byte in data:
        out.append(byte)
        if out[-3:] == b"\xFF\xFF\xFD":
            out.append(0xFD)
    return bytes(out)


def packet(servo, body):
    body = stuff(body)
    head = b"\xFF\xFF\xFD\x00" + bytes([servo]) + (len(body) + 2).to_bytes(2, "little") + body
    return head + crc_dynamixel(head)


def block(current, velocity, position):
    return b"".join(value.to_bytes(size, "little", signed=True) for value, size in [(current, 2), (velocity, 4), (position, 4)])


def status(servo, reading, error=0):
    return packet(servo, bytes([0x55, error]) + block(*reading))


def fast_status(readings):
    out = b"\xFF\xFF\xFD\x00\xFE" + (1 + 14 * len(readings)).to_bytes(2, "little") + b"\x55"
    for servo, reading in readings:
        out += bytes([0, servo]) + block(*reading)
        out += crc_dynamixel(out)
    return out


def read_all(instruction, servos):
    return packet(0xFE, bytes([instruction, 126, 0, 10, 0] + servos))


ARM = {1: (1, math.pi), 2: (-1, math.pi), 3: (1, 2.0)}  # sign, zero


def arm_values(readings, last):
    for servo, (_, _, position) in readings.items():
        sign, zero = ARM[servo]
        last[servo] = sign * (position * (2 * math.pi / 4096) - zero)
    return [last.get(servo) for servo in (1, 2, 3)], [servo in readings for servo in (1, 2, 3)]


def dynamixel_sync():
    capture = Capture("dynamixel2/sync-read", "arm-sync", "synthesised from published protocol documents (ROBOTIS e-Manual, Protocol 2.0)")
    last = {}

    def turn(time, readings):
        values, valid = arm_values(readings, last)
        capture.sample(time, 0, values, valid)

    capture.event(0, "open")
    capture.event(0, "tx", read_all(0x82, [1, 2, 3]))
    a = {1: (12, 0, 2048), 2: (-1, 253, 2048), 3: (-40, -5, 3071)}  # servo 2 needs stuffing
    capture.event(2 * MS, "rx", b"".join(status(servo, reading) for servo, reading in a.items()))
    turn(2 * MS, a)
    # Servo 2's reply is damaged: it is asked again, listed last from then on.
    b = {1: (0, 1, 2050), 2: (0, 2, 2040), 3: (0, 3, 3000)}
    bad = bytearray(status(2, b[2]))
    bad[12] ^= 0x10
    capture.event(10 * MS, "tx", read_all(0x82, [1, 2, 3]))
    capture.event(12 * MS, "rx", status(1, b[1]) + bytes(bad) + status(3, b[3]))
    capture.event(15 * MS, "tx", read_all(0x82, [2]))
    capture.event(16 * MS, "rx", status(2, b[2]))
    turn(16 * MS, b)
    # Servo 3 reports a hardware alert and is believed; noise stands before its reply; the read is split.
    c = {1: (0, 1, 2052), 3: (0, 3, 2990), 2: (0, 2, 2030)}
    capture.event(20 * MS, "tx", read_all(0x82, [1, 3, 2]))
    data = status(1, c[1]) + b"\xFF\x00\xFF\xFF\xFD" + status(3, c[3], error=0x80) + status(2, c[2])
    capture.event(21 * MS, "rx", data[:26])
    capture.event(22 * MS, "rx", data[26:])
    turn(22 * MS, c)
    # Servo 2 has lost its power: what it read last is not valid.
    d = {1: (0, 1, 2054), 3: (0, 3, 2980)}
    capture.event(30 * MS, "tx", read_all(0x82, [1, 3, 2]))
    capture.event(32 * MS, "rx", status(1, d[1]) + status(3, d[3]))
    capture.event(35 * MS, "tx", read_all(0x82, [2]))
    capture.event(39_500_000, "poll")
    turn(32 * MS, d)
    capture.write()


def dynamixel_fast():
    capture = Capture("dynamixel2/fast-sync-read", "arm-fast", "synthesised from published protocol documents (ROBOTIS e-Manual, Protocol 2.0)")
    last = {}
    capture.event(0, "open")
    for number, readings in enumerate([
        {1: (12, 0, 2048), 2: (-1, 253, 1024), 3: (-40, -5, 3071)},  # FF FF FD in block 2, not stuffed
        {1: (12, 0, 2050), 2: (0, 0, 1030), 3: (0, 0, 3060)},
    ]):
        time = number * 10 * MS
        capture.event(time, "tx", read_all(0x8A, [1, 2, 3]))
        data = fast_status(list(readings.items()))
        capture.event(time + MS, "rx", data[:30])
        capture.event(time + 2 * MS, "rx", data[30:])
        capture.sample(time + 2 * MS, 0, *arm_values(readings, last))
    # The reply ends after the first block: that one is believed, the others are asked by sync read.
    e = {1: (0, 0, 2052), 2: (0, 0, 1040), 3: (0, 0, 3050)}
    capture.event(20 * MS, "tx", read_all(0x8A, [1, 2, 3]))
    capture.event(21 * MS, "rx", fast_status(list(e.items()))[:24])
    capture.event(24_500_000, "tx", read_all(0x82, [3, 2]))
    capture.event(25 * MS, "rx", status(3, e[3]) + status(2, e[2]))
    capture.sample(25 * MS, 0, *arm_values(e, last))
    capture.write()


# --- FT-300 -----------------------------------------------------------------------------------------------------------------

def crc_modbus(data):
    remainder = 0xFFFF
    for byte in data:
        remainder ^= byte
        for _ in range(8):
            remainder = (remainder >> 1) ^ 0xA001 if remainder & 1 else remainder >> 1
    return remainder.to_bytes(2, "little")


def ft300():
    capture = Capture("ft300/wrist", "wrist", "synthesised from published protocol documents (Robotiq FT-300 stream example)")
    with_crc = lambda data: data + crc_modbus(data)
    reading = lambda *counts: with_crc(b"\x20\x4E" + b"".join(count.to_bytes(2, "little", signed=True) for count in counts))
    capture.event(0, "open")
    capture.event(99 * MS, "poll")
    capture.event(100 * MS, "tx", with_crc(bytes.fromhex("0910019A0001020200")))
    capture.event(108 * MS, "rx", with_crc(bytes.fromhex("0910019A0001")))
    time = 120 * MS
    forces = lambda counts: [-(counts[2] * 0.01), counts[0] * 0.01 - 1.5]
    for counts in [(150, -250, -981, 12, -7, 0), (0x4E20, 0, 0x4E20, 0, 0, 0)]:  # the second holds the header
        capture.event(time, "rx", reading(*counts))
        capture.sample(time, 0, forces(counts))
        time += 10 * MS
    bad = bytearray(reading(160, 0, -990, 0, 0, 0))
    bad[5] ^= 0x04
    counts = (170, 0, -30000, 0, 0, 0)
    capture.event(time, "rx", bytes(bad) + reading(*counts)[:9])
    capture.event(time + MS, "rx", reading(*counts)[9:])
    capture.sample(time + MS, 0, forces(counts), saturated=[True, False])
    capture.event(time + 100 * MS, "poll")
    capture.event(time + 101 * MS, "tx", with_crc(bytes.fromhex("0910019A0001020200")))
    capture.write()


# --- Damiao -----------------------------------------------------------------------------------------------------------------

def damiao_request(can_id, content):
    return bytes.fromhex("55AA1E030100000" + "00A00000000") + can_id.to_bytes(4, "little") + bytes([0, 8, 0, 0]) + content + b"\0"


def damiao_answer(can_id, content):
    return b"\xAA\x11\x08" + can_id.to_bytes(4, "little") + content + b"\x55"


def damiao_state(motor, position, velocity=2048, torque=2048, status=0):
    content = [status << 4 | motor, position >> 8, position & 255, velocity >> 4, (velocity & 15) << 4 | torque >> 8, torque & 255, 30, 31]
    return damiao_answer(0x10 + motor, bytes(content))


def damiao_leader():
    capture = Capture("damiao/leader", "leader", "synthesised from published facts (Damiao DM_CAN example, lerobot motors/damiao)")
    ask = lambda motor: damiao_request(0x7FF, bytes([motor, 0, 0xCC, 0, 0, 0, 0, 0]))
    register = lambda motor, number: damiao_request(0x7FF, bytes([motor, 0, 0x33, number, 0, 0, 0, 0]))
    scale = lambda motor, number, value: damiao_answer(0x10 + motor, bytes([motor, 0, 0x33, number]) + struct.pack("<f", value))
    time, last = 0, {}
    capture.event(time, "open")
    for motor, scales in [(1, (12.5, 10.0, 28.0)), (2, (12.5, 30.0, 10.0))]:
        capture.event(time, "tx", damiao_request(motor, b"\xFF" * 7 + b"\xFD"))
        time += MS
        capture.event(time, "rx", damiao_state(motor, 32768, status=1))
        for number, value in zip((21, 22, 23), scales):
            capture.event(time, "tx", register(motor, number))
            time += MS
            capture.event(time, "rx", scale(motor, number, value))

    def sample(time, positions, valid):
        for motor, position in positions.items():
            last[motor] = (position - 32767.5) * (25.0 / 65535)
        values = [-(last[1] - 0.25), last[2]]
        capture.sample(time, 0, values, valid)

    # The turns that the set-up took the time of are not made up for: the first one starts now.
    capture.event(time, "tx", ask(1) + ask(2))
    data = damiao_state(1, 32768) + damiao_state(2, 40000, status=1)
    capture.event(time + MS, "rx", data[:20])
    capture.event(time + 2 * MS, "rx", data[20:])
    sample(time + 2 * MS, {1: 32768, 2: 40000}, [True, True])
    # Motor 2 does not answer, and is asked once more; what comes between is no packet.
    time = 20 * MS
    capture.event(time, "tx", ask(1) + ask(2))
    capture.event(time + MS, "rx", b"\x55\xAA\x11\x3F" + damiao_state(1, 33000))
    end = time + 540_000 + 1 * MS + 2 * MS  # two motors' frames, the adapter, and what a loaded machine may need
    capture.event(end, "tx", ask(2))
    capture.event(end + MS, "rx", damiao_state(2, 0xAA11, 0x08A, 0xA55))
    sample(end + MS, {1: 33000, 2: 0xAA11}, [True, True])
# --- packets that a profile describes ----------------------------------------------------------------------------------------

def crc_ccitt_false(data):
    remainder = 0xFFFF
    for byte in data:
        remainder ^= byte << 8
        for _ in range(8):
            remainder = ((remainder << 1) ^ 0x1021 if remainder & 0x8000 else remainder << 1) & 0xFFFF
    return remainder.to_bytes(2, "little")


def sealed(number, payload):
    body = bytes([len(payload), number]) + payload
    return b"\xA5\x5A" + body + crc_ccitt_false(body)


def packets_exo():
    capture = Capture("packets/exo", "packet-exo", "synthesised: sync, length, id, CRC-16/CCITT-FALSE; joints 100 Hz, force 50 Hz, start, ping")
    joints = lambda number, time, elbow, wrist, flags: sealed(
        1, bytes([number]) + time.to_bytes(4, "little") + elbow.to_bytes(2, "little", signed=True) + wrist.to_bytes(2, "little", signed=True)
        + bytes([flags]))
    force = lambda grip: sealed(2, grip.to_bytes(2, "little"))

    def expect(time, elbow, wrist, flags):
        capture.sample(time, 0, [-(elbow * 0.001 - 0.5), wrist * 0.001])
        capture.sample(time, 2, [1 if flags & 8 else 0])

    capture.event(0, "open")
    capture.event(0, "tx", sealed(0x80, bytes([100, 0])))
    capture.event(5 * MS, "rx", joints(0, 1000, 1, 2, 0)[7:] + joints(1, 11_000, 100, -200, 8))  # joined in mid-packet
    expect(5 * MS, 100, -200, 8)
    # The next packets have the beginning of one in their numbers; force comes in between, in the same read.
    data = joints(2, 21_000, 0x5AA5, 1000, 0)
    capture.event(15 * MS, "rx", data + force(500)[:5])
    capture.sample(15 * MS, 0, [-(0.1 - 0.5), 1.0], [False, True])  # its elbow is out of its range: the last one stays
    capture.sample(15 * MS, 2, [0])
    capture.event(16 * MS, "rx", force(500)[5:])
    capture.sample(16 * MS, 1, [500 * 0.01 - 2])
    bad = bytearray(joints(3, 31_000, 5, 5, 0))
    bad[8] ^= 0x40
    capture.event(25 * MS, "rx", bytes(bad) + joints(4, 41_000, 300, 400, 0))
    expect(25 * MS, 300, 400, 0)
    capture.event(99 * MS, "poll")
    capture.event(100 * MS, "tx", sealed(0x82, bytes([1])))
    capture.event(101 * MS, "rx", sealed(0x83, bytes([1]) + (101_000).to_bytes(4, "little")))
    capture.event(102 * MS, "rx", force(4095))
    capture.sample(102 * MS, 1, [4095 * 0.01 - 2], saturated=[True])
    # Silent for 200 ms: it is told to start again.
    capture.event(301 * MS, "poll")
    capture.event(302 * MS, "tx", sealed(0x80, bytes([100, 0])))
    capture.write()


def packets_optoforce():
    capture = Capture("packets/optoforce", "optoforce", "captured from an OptoForce sensor, public package alknemeyer/optoforce (facts in vectors_optoforce.json)")
    captured = [
        ("AA 07 08 0A 2D 6A 00 00 FF F7 FF FB 00 07 05 51", (-9, -5, 7)), ("AA 07 08 0A 2D 6B 00 00 FF F9 FF FE 00 0C 05 5C", (-7, -2, 12)),
        ("AA 07 08 0A 2D 6C 00 00 FF F3 00 01 00 0A 03 59", (-13, 1, 10)), ("AA 07 08 0A 2D 6D 00 00 FF F3 00 02 00 0D 03 5E", (-13, 2, 13)),
        ("AA 07 08 0A 2D 6E 00 00 FF F6 00 03 00 0C 03 62", (-10, 3, 12)),
    ]
    capture.event(0, "open")
    capture.event(1 * MS, "rx", bytes.fromhex("AA 00 50 01 00 00 FB"))  # the answer to the configuration
    time = 10 * MS
    for text, counts in captured:
        data = bytes.fromhex(text)
        capture.event(time, "rx", data[:9])
        capture.event(time + MS, "rx", data[9:])
        capture.sample(time + MS, 0, [count * 0.01 for count in counts])
        time += 10 * MS
    capture.event(time, "rx", b"".join(bytes.fromhex(text) for text, _ in captured[:2]))
    for _, counts in captured[:2]:
        capture.sample(time, 0, [count * 0.01 for count in counts])
# --- Feetech ----------------------------------------------------------------------------------------------------------------

def feetech(servo, kind, body):
    head = bytes([servo, len(body) + 2, kind]) + body
    return b"\xFF\xFF" + head + bytes([~sum(head) & 0xFF])


def sign_magnitude(value, order):
    return ((abs(value) | 0x8000) if value < 0 else value).to_bytes(2, order)


def feetech_values(readings, last, turn, servos):
    for servo, (position, _) in readings.items():
        sign, zero = ARM[servo]
        last[servo] = sign * (position * (2 * math.pi / turn) - zero)
    return [last.get(servo) for servo in servos], [servo in readings for servo in servos]


def feetech_sts():
    capture = Capture("feetech/sts-sync-read", "feetech-sts", "synthesised from published protocol documents (Feetech STS memory table)")
    last = {}
    ask = lambda servos: feetech(0xFE, 0x82, bytes([56, 4] + servos))
    reply = lambda servo, reading, error=0: feetech(servo, error, b"".join(sign_magnitude(value, "little") for value in reading))

    def turn(time, readings):
        capture.sample(time, 0, *feetech_values(readings, last, 4096, (1, 2, 3)))

    capture.event(0, "open")
    capture.event(0, "tx", ask([1, 2, 3]))
    a = {1: (2048, 0), 2: (-5, -20), 3: (0x7FF, 255)}
    capture.event(2 * MS, "rx", b"".join(reply(servo, reading) for servo, reading in a.items()))
    turn(2 * MS, a)
    # Servo 2's reply is damaged. Servo 3, behind it, has spoken: nothing more comes, and servo 2 is asked again at once.
    b = {1: (2050, 3), 2: (2040, 0), 3: (3000, 0)}
    bad = bytearray(reply(2, b[2]))
    bad[6] ^= 0x10
    capture.event(10 * MS, "tx", ask([1, 2, 3]))
    capture.event(12 * MS, "rx", reply(1, b[1]) + bytes(bad) + reply(3, b[3]))
    capture.event(12 * MS, "tx", ask([2]))
    capture.event(13 * MS, "rx", reply(2, b[2]))
    turn(13 * MS, b)
    # Servo 3 reports an overload and is believed; noise stands before its reply; the read is split.
    c = {1: (2052, 1), 2: (2030, 2), 3: (2990, 3)}
    capture.event(20 * MS, "tx", ask([1, 2, 3]))
    data = reply(1, c[1]) + reply(2, c[2]) + b"\xFF\x00\xFF\xFF\xFF" + reply(3, c[3], error=0x20)
    capture.event(21 * MS, "rx", data[:17])
    capture.event(22 * MS, "rx", data[17:])
    turn(22 * MS, c)
    # Servo 2 has lost its power and leaves its slot empty; it is asked twice more, 0.39 ms of wire, 1 ms and 2.5 ms to wait each.
    d = {1: (2054, 1), 3: (2980, 3)}
    capture.event(30 * MS, "tx", ask([1, 2, 3]))
    capture.event(32 * MS, "rx", reply(1, d[1]) + reply(3, d[3]))
    capture.event(32 * MS, "tx", ask([2]))
    capture.event(35_890_000, "tx", ask([2]))
    capture.event(39_780_000, "poll")
    turn(32 * MS, d)
    # The angle sensor of servo 1 fails twice: those readings are not believed.
    e = {1: (2060, 0), 2: (2000, 0), 3: (2970, 0)}
    capture.event(40 * MS, "tx", ask([1, 2, 3]))
    capture.event(42 * MS, "rx", reply(1, (9, 9), error=0x02) + reply(2, e[2]) + reply(3, e[3]))
    capture.event(42 * MS, "tx", ask([1]))
    capture.event(43 * MS, "rx", reply(1, (9, 9), error=0x22))
    capture.event(43 * MS, "tx", ask([1]))
    capture.event(44 * MS, "rx", reply(1, e[1]))
    turn(44 * MS, e)
    capture.write()


def feetech_scs():
    capture = Capture("feetech/scs-reads", "feetech-scs", "synthesised from published protocol documents (Feetech SCS memory table)")
    last = {}
    ask = lambda servo: feetech(servo, 0x02, bytes([56, 2]))
    reply = lambda servo, reading: feetech(servo, 0, sign_magnitude(reading[0], "big"))

    def turn(time, readings):
        capture.sample(time, 0, *feetech_values(readings, last, 1024, (1, 2)))

    capture.event(0, "open")
    a = {1: (0x200, 0), 2: (0x1FF, 0)}
    capture.event(0, "tx", ask(1))
    capture.event(MS, "rx", reply(1, a[1]))
    capture.event(MS, "tx", ask(2))
    capture.event(2 * MS, "rx", reply(2, a[2]))
    turn(2 * MS, a)
    # Servo 1's reply is damaged: after its time servo 2 is asked, then servo 1 again.
    b = {1: (500, 0), 2: (300, 0)}
    bad = bytearray(reply(1, b[1]))
    bad[5] ^= 0x01
    capture.event(10 * MS, "tx", ask(1))
    capture.event(11 * MS, "rx", bytes(bad))
    capture.event(13_660_000, "tx", ask(2))
    capture.event(14 * MS, "rx", reply(2, b[2]))
    capture.event(14 * MS, "tx", ask(1))
    capture.event(15 * MS, "rx", reply(1, b[1]))
    turn(15 * MS, b)
    # An adapter that hands back what was written.
    c = {1: (501, 0), 2: (301, 0)}
    capture.event(20 * MS, "tx", ask(1))
    capture.event(21 * MS, "rx", ask(1) + reply(1, c[1]))
    capture.event(21 * MS, "tx", ask(2))
    capture.event(22 * MS, "rx", ask(2) + reply(2, c[2]))
    turn(22 * MS, c)
# --- keys -------------------------------------------------------------------------------------------------------------------

EV_SYN, EV_KEY, EV_MSC = 0, 1, 4
SYN_REPORT, SYN_CONFIG, SYN_DROPPED = 0, 1, 3
KEY_A, KEY_B, KEY_Z = 30, 48, 44


def input_event(time, kind, code, value):
    """struct input_event of 64-bit Linux (linux/input.h): two times of 8 bytes, type, code, value."""
    seconds, microseconds = divmod(time // 1000, 1_000_000)
    return struct.pack("<qqHHi", seconds, microseconds, kind, code, value)


def keys_pedal():
    capture = Capture("keys/pedal", "pedal", "synthesised from linux/input.h and Documentation/input/event-codes.rst of Linux")
    report = lambda time: input_event(time, EV_SYN, SYN_REPORT, 0)
    capture.event(1000 * MS, "open")
    # Nothing is down: what the port tells after it opened.
    capture.event(1001 * MS, "rx", input_event(1001 * MS, EV_SYN, SYN_CONFIG, 0) + report(1001 * MS))
    capture.sample(1001 * MS, 0, [0, 0])
    # A press, with its scan code as pedals send it; then what holds is given again after 20 ms, though the kernel repeats the key.
    capture.event(
        1010 * MS, "rx",
        input_event(1010 * MS, EV_MSC, 4, 0x70004) + input_event(1010 * MS, EV_KEY, KEY_A, 1) + report(1010 * MS))
    capture.sample(1010 * MS, 0, [1, 0])
    capture.event(1020 * MS, "rx", input_event(1020 * MS, EV_KEY, KEY_A, 2) + input_event(1020 * MS, EV_SYN, SYN_REPORT, 1))
    capture.event(1029 * MS, "poll")
    capture.event(1030 * MS, "poll")
    capture.sample(1030 * MS, 0, [1, 0])
    # Another key than those of the profile; then both pedals in one report, cut in two reads.
    capture.event(1035 * MS, "rx", input_event(1035 * MS, EV_KEY, KEY_Z, 1) + report(1035 * MS))
    both = input_event(1040 * MS, EV_KEY, KEY_A, 0) + input_event(1040 * MS, EV_KEY, KEY_B, 1) + report(1040 * MS)
    capture.event(1040 * MS, "rx", both[:24])
    capture.event(1041 * MS, "rx", both[24:])
    capture.sample(1041 * MS, 0, [0, 1])
    # The kernel dropped events: nothing is known until the port has told the state of all keys.
    capture.event(1050 * MS, "rx", input_event(1050 * MS, EV_SYN, SYN_DROPPED, 0))
    capture.event(1051 * MS, "poll")
    capture.sample(1051 * MS, 0, [0, 1], valid=[False, False])
    capture.event(
        1052 * MS, "rx",
        input_event(1052 * MS, EV_KEY, KEY_B, 0) + report(1052 * MS) + input_event(1053 * MS, EV_SYN, SYN_CONFIG, 0)
        + input_event(1053 * MS, EV_KEY, KEY_A, 1) + report(1053 * MS))
    capture.sample(1052 * MS, 0, [1, 0])
    # Unplugged and plugged in again: unknown until told.
    capture.event(1060 * MS, "close")
    capture.event(1100 * MS, "open")
    capture.event(1120 * MS, "poll")
    capture.sample(1120 * MS, 0, [1, 0], valid=[False, False])
    capture.event(1121 * MS, "rx", input_event(1121 * MS, EV_KEY, KEY_A, 0) + report(1121 * MS))
    capture.sample(1121 * MS, 0, [0, 0], valid=[True, False])
    capture.write()


def stuffed(data):
    """Consistent Overhead Byte Stuffing of a packet under 254 bytes, and the zero that ends it."""
    return b"".join(bytes([len(run) + 1]) + run for run in data.split(b"\0")) + b"\0"


def packets_exostream():
    capture = Capture("packets/exostream", "exostream", "synthesised from docs/exostream.md; check value of its CRC: reveng catalogue")
    assert crc_ccitt_false(b"123456789") == (0x29B1).to_bytes(2, "little")

    def packet(kind, sequence, clock, fields):
        data = bytes([kind, sequence & 0xFF]) + (clock & 0xFFFFFFFF).to_bytes(4, "little") + fields
        return stuffed(data + crc_ccitt_false(data))

    joints = lambda a, b, buttons: b"".join(count.to_bytes(2, "little", signed=True) for count in (a, b)) + bytes([buttons])
    turn = 2 * math.pi / 65536

    def expect(time, a, b, buttons):
        capture.sample(time, 0, [a * turn, -(b * turn - 0.25)])
        capture.sample(time, 1, [buttons & 1, (buttons >> 2) & 1])

    start = 2**32 - 4000  # the clock wraps between the second and the third packet
    capture.event(0, "open")
    capture.event(0, "tx", packet(128, 0, 0, b""))
    capture.event(2 * MS, "rx", packet(64, 250, start, (4711).to_bytes(4, "little") + (3).to_bytes(4, "little")))
    time = 3 * MS
    for number, (a, b, buttons) in enumerate([(0, 0, 0), (1000, -2000, 5), (256, -32768, 1), (32767, 0x0100, 4)]):
        data = packet(1, 251 + number, start + 2000 * (number + 1), joints(a, b, buttons))
        if number == 2:  # one byte at a time arrives as well as any other way: split in its middle
            capture.event(time, "rx", data[:7])
            capture.event(time + MS, "rx", data[7:])
            expect(time + MS, a, b, buttons)
        else:
            capture.event(time, "rx", data)
            expect(time, a, b, buttons)
        time += 2 * MS
    # A lost byte costs its own packet; the next one begins behind the zero.
    lost = packet(1, 255, start + 10_000, joints(7, 7, 0))
    capture.event(time, "rx", lost[:5] + lost[6:] + packet(1, 0, start + 12_000, joints(-1, 1, 4)))
    expect(time, -1, 1, 4)
    capture.event(99 * MS, "poll")
    capture.event(100 * MS, "tx", packet(129, 0, 0, (1).to_bytes(2, "little")))
    capture.event(101 * MS, "rx", packet(65, 1, start + 98_000, (1).to_bytes(2, "little")))
    capture.write()


# --- Modbus RTU -------------------------------------------------------------------------------------------------------------

def modbus(*content):
    return bytes(content) + crc_modbus(bytes(content))


def ask_encoder(slave):
    return modbus(slave, 3, 0, 0x41, 0, 1)


def encoder(slave, raw):
    return modbus(slave, 3, 2, raw >> 8, raw & 0xFF)


def encoder_values(readings, last):
    for slave, raw in readings.items():
        sign, zero = ARM[slave]
        last[slave] = sign * (raw * (2 * math.pi / 4096) - zero)
    return [last.get(slave) for slave in (1, 2, 3)], [slave in readings for slave in (1, 2, 3)]


# 115200 Bd, 50 turns a second: 3.5 characters are 0.304 ms, rounded up to ns; a read takes 1.302 ms, and 1 + 5 ms more to wait.
QUIET = -(-35_000_000_000 // 115_200)
PATIENCE = -(-150_000_000_000 // 115_200) + 6 * MS


def modbus_encoders():
    capture = Capture("modbus/encoders", "encoders", "synthesised from AirExo's published layout")
    last = {}
    capture.event(0, "open")

    def exchange(time, slave, raw):
        """One request and its reply 2 ms later; when the next may be asked."""
        capture.event(time, "tx", ask_encoder(slave))
        capture.event(time + 2 * MS, "rx", encoder(slave, raw))
        return time + 2 * MS + QUIET

    a = {1: 2048, 2: 0, 3: 4095}
    time = 0
    for slave, raw in a.items():
        if slave > 1:
            capture.event(time - 1, "poll")  # the line is not quiet yet
        time = exchange(time, slave, raw)
    capture.sample(time - QUIET, 0, *encoder_values(a, last))
    # Encoder 2's reply is damaged: after its time the others are read, then it again.
    b = {1: 2050, 2: 77, 3: 4000}
    time = exchange(20 * MS, 1, b[1])
    bad = bytearray(encoder(2, b[2]))
    bad[4] ^= 0x40
    capture.event(time, "tx", ask_encoder(2))
    capture.event(time + 2 * MS, "rx", bytes(bad))
    time = exchange(time + PATIENCE, 3, b[3])
    capture.event(time, "tx", ask_encoder(2))
    capture.event(time + MS, "rx", encoder(2, b[2])[:3])
    capture.event(time + 2 * MS, "rx", encoder(2, b[2])[3:])
    capture.sample(time + 2 * MS, 0, *encoder_values(b, last))
    # Encoder 1 says that it cannot (exception 4): it is asked twice more and not valid. The adapter hands back what was written.
    c = {2: 78, 3: 3900}
    capture.event(40 * MS, "tx", ask_encoder(1))
    capture.event(41 * MS, "rx", modbus(1, 0x83, 4))
    time = exchange(41 * MS + QUIET, 2, c[2])
    capture.event(time, "tx", ask_encoder(3))
    capture.event(time + 2 * MS, "rx", ask_encoder(3) + encoder(3, c[3]))
    arrived = time + 2 * MS
    time = arrived + QUIET
    for _ in range(2):
        capture.event(time, "tx", ask_encoder(1))
        capture.event(time + MS, "rx", modbus(1, 0x83, 4))
        time += MS + QUIET
    capture.event(time, "poll")
    capture.sample(arrived, 0, *encoder_values(c, last))
    capture.write()


def modbus_pipelined():
    capture = Capture("modbus/pipelined", "encoders-pipelined", "synthesised from AirExo's published layout")
    last = {}
    gap = 1_650_000
    capture.event(0, "open")
    for number, readings in enumerate([{1: 100, 2: 200, 3: 300}, {1: 101, 3: 301}]):
        start = number * 20 * MS
        for place, slave in enumerate((1, 2, 3)):
            capture.event(start + place * gap, "tx", ask_encoder(slave))
        # The adapter brings all replies together; in the second turn the one in the middle is missing and asked for at once.
        arrived = start + 2 * gap + 2 * MS
        capture.event(arrived, "rx", b"".join(encoder(slave, raw) for slave, raw in readings.items()))
        if 2 not in readings:
            readings[2] = 201
            capture.event(arrived + QUIET, "tx", ask_encoder(2))
            arrived += 2 * MS
            capture.event(arrived, "rx", encoder(2, 201))
        capture.sample(arrived, 0, *encoder_values(readings, last))
    capture.write()


def modbus_transmitter():
    capture = Capture("modbus/transmitter", "transmitter", "the DY094 manual's published packets, and others of the same layout")
    capture.event(0, "open")
    for number, counts in enumerate([935, -935, 70_000]):
        time = number * 100 * MS
        capture.event(time, "tx", bytes.fromhex("010303000002C44F"))
        reply = modbus(1, 3, 4, *counts.to_bytes(4, "big", signed=True))
        if number == 0:
            reply = bytes.fromhex("0103040000 03A7BB79")
        capture.event(time + 30 * MS, "rx", reply)
        capture.sample(time + 30 * MS, 0, [counts * 0.1 - 1.5])
    capture.write()


text_exo()
text_cell()
damiao_leader()
feetech_sts()
feetech_scs()
dynamixel_sync()
dynamixel_fast()
ft300()
packets_exo()
packets_optoforce()
keys_pedal()
packets_exostream()
modbus_encoders()
modbus_pipelined()
modbus_transmitter()
