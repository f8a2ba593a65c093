#!/usr/bin/env python3
"""Writes the captures of this folder. Standard library only; run it in this folder.

Sources: ROBOTIS e-Manual "DYNAMIXEL Protocol 2.0"; Robotiq's FT-300 stream example; the Unitree G1 exoskeleton's line layout and
calibration format version 2 as LeRobot reads it; the HX711 library's demo sketch; Feetech's memory tables of STS and SCS; the layout of AirExo's encoders; the DY094 transmitter's manual.
"""
import math

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
feetech_sts()
feetech_scs()
dynamixel_sync()
dynamixel_fast()
ft300()
modbus_encoders()
modbus_pipelined()
modbus_transmitter()
