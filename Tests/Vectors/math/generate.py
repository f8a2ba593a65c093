#!/usr/bin/env python3
"""Writes the multiprecision vectors of Tests/ExocapCoreTests/Math, one CSV a function, beside this file.

Needs mpmath. Each row has the arguments and the true value as the sum of two doubles, all in hexadecimal.
`generate.py [rows] [folder]`; the committed files are those of `generate.py` alone (seed below).
"""

import math
import random
import struct
import sys
from pathlib import Path

import mpmath as mp

mp.mp.prec = 1300  # 1024 bits of the largest double, 200 to spare
SEED = 20261122
rows = int(sys.argv[1]) if len(sys.argv) > 1 else 300
folder = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(__file__).parent
rng = random.Random(SEED)


def any_double():
    """A finite double with every exponent equally likely."""
    while True:
        value = struct.unpack("<d", struct.pack("<Q", rng.getrandbits(64)))[0]
        if math.isfinite(value):
            return value


def sign():
    return rng.choice((-1.0, 1.0))


def magnitude(low, high):
    return sign() * math.exp(rng.uniform(math.log(low), math.log(high)))


def neighbours(value):
    near = float(value)
    return [near, math.nextafter(near, math.inf), math.nextafter(near, -math.inf)]


def angles():
    out = [float(k) for k in range(-8, 9)]
    for _ in range(rows // 3):
        out.append(rng.uniform(-7.0, 7.0))
        out.append(magnitude(1e-12, 1e5))
    for k in list(range(1, 13)) + [rng.randrange(13, 63000) for _ in range(rows // 12)]:
        out += [sign() * v for v in neighbours(k * mp.pi / 2)]
    for k in (1, 3, 5, 7, 9, 4097):
        out += neighbours(k * mp.pi / 4)
    for _ in range(rows // 8):
        out.append(sign() * math.ldexp(rng.uniform(1, 2), rng.randrange(17, 1023)))
        out.append(any_double())
    # The double nearest to a multiple of pi/2 (Kahan; Muller, Elementary Functions), edges of the reduction, tiny ones.
    out += [float.fromhex("0x1.6ac5b262ca1ffp+849"), 5319372648326541 * 2.0**-52, 2.0**20, 1.5 * 2.0**20, 1.75 * 2.0**20]
    out += neighbours(1.5 * 2.0**20) + [2.0**53, 2.0**54, 2.0**55, 2.0**56, 2.0**1023, sys.float_info.max]
    out += [5e-324, -5e-324, 2.0**-1022, 2.0**-27, 2.0**-26, 2.0**-28, 1e-300]
    return out


def exponents():
    out = [rng.uniform(-745.1, 709.78) for _ in range(rows // 3)] + [rng.uniform(-2, 2) for _ in range(rows // 3)]
    out += [magnitude(1e-18, 700) for _ in range(rows // 3)]
    out += [rng.uniform(-745.13, -708.0) for _ in range(20)] + [k * 0.34657359027997264 for k in range(-20, 21)]
    out += [float.fromhex("0x1.62e42fefa39efp+9"), float.fromhex("-0x1.74910d52d3051p+9"), 1.0, -1.0, 5e-324]
    return out


def positives():
    out = [abs(any_double()) for _ in range(rows // 3)] + [rng.uniform(0.6, 1.6) for _ in range(rows // 3)]
    out += [1 + magnitude(1e-16, 0.1) for _ in range(rows // 3)] + [abs(magnitude(1e-6, 1e6)) for _ in range(rows // 6)]
    out += [5e-324, 2.0**-1022, 2.0**-1023, sys.float_info.max, 2.0, 0.5] + neighbours(1.0) + neighbours(mp.sqrt(2)) + neighbours(mp.sqrt(0.5))
    return [v for v in out if v > 0]


def pairs():
    out = [(rng.uniform(-3, 3), rng.uniform(-3, 3)) for _ in range(rows // 2)]
    out += [(magnitude(1e-9, 1e9), magnitude(1e-9, 1e9)) for _ in range(rows // 4)]
    for ratio in (0.4375, 0.5, 0.6875, 1.0, 1.4545454545454546, 2.0):
        for _ in range(rows // 40):
            x = rng.uniform(-2, 2)
            out += [(sign() * v, x) for v in neighbours(ratio * x)]
    out += [(any_double(), any_double()) for _ in range(rows // 10)]
    out += [(magnitude(1e300, 1.7e308), magnitude(1e300, 1.7e308)) for _ in range(rows // 20)]
    out += [(magnitude(1e-320, 1e-300), magnitude(1e-320, 1e-300)) for _ in range(rows // 20)]
    out += [(-4.752832930774088e-151, 1.0429815843211757e+154), (2.0**-1050, 2.0**-399), (2.0**-900, 1.5)]
    out += [(1.0, -1e-300), (-1e-300, -1.0), (1e-300, 1.0), (3.0, 4.0), (5e-324, 5e-324), (5e-324, -5e-324), (5e-324, 1.0)]
    return out


def wrapped(x):
    x = mp.mpf(x)
    return x - 2 * mp.pi * mp.nint(x / (2 * mp.pi))


def write(name, arguments, function):
    lines = []
    for argument in arguments:
        argument = argument if isinstance(argument, tuple) else (argument,)
        value = function(*argument)
        high = float(value)
        low = float(value - mp.mpf(high)) if math.isfinite(high) else 0.0
        lines.append(",".join(v.hex() for v in (*argument, high, low)))
    (folder / f"{name}.csv").write_text("\n".join(lines) + "\n")


around = angles()
write("sin", around, mp.sin)
write("cos", around, mp.cos)
write("wrapAngle", around, wrapped)
write("exp", exponents(), mp.exp)
write("log", positives(), mp.log)
both = pairs()
write("atan2", both, mp.atan2)
write("hypot", both, mp.hypot)
