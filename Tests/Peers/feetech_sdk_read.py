"""Reads a bus of Feetech servos with their maker's SDK and prints what it found, one fact a line. Arguments: port, series, ids."""
import sys

from scservo_sdk import COMM_SUCCESS, GroupSyncRead, GroupSyncWrite, PacketHandler, PortHandler, SCS_HIBYTE, SCS_LOBYTE

port = PortHandler(sys.argv[1])
assert port.openPort() and port.setBaudRate(1_000_000)
series = sys.argv[2]
ids = [int(word) for word in sys.argv[3:]]
packet = PacketHandler({"sts": 0, "scs": 1}[series])  # the SDK's order of bytes


def signed(value, bit):
    return -(value & ~(1 << bit)) if value >> bit & 1 else value


def check(*result):
    """Values of a call that must succeed; its error byte stays."""
    values, communication, error = result[:-2], result[-2], result[-1]
    assert communication == COMM_SUCCESS, packet.getTxRxResult(communication)
    return list(values) + [error]


for servo in ids:
    print("ping", servo, *check(*packet.ping(port, servo)))
print("delay", *check(*packet.read1ByteTxRx(port, ids[0], 7)))
print("torque on", *check(*packet.write1ByteTxRx(port, ids[0], 40, 1)))
print("torque", *check(*packet.read1ByteTxRx(port, ids[0], 40)))
for servo in ids:
    print("no delay", *check(*packet.write1ByteTxRx(port, servo, 7, 0)))
print("delay", *check(*packet.read1ByteTxRx(port, ids[0], 7)))

write = GroupSyncWrite(port, packet, 42, 2)
for servo in ids:
    goal = 500 + servo
    assert write.addParam(servo, [SCS_LOBYTE(goal), SCS_HIBYTE(goal)])
assert write.txPacket() == COMM_SUCCESS
print("goals", *[check(*packet.read2ByteTxRx(port, servo, 42))[0] for servo in ids])

fields = [(56, 15), (58, 15), (60, 10)]
for servo in ids:
    print("read", servo, *[signed(check(*packet.read2ByteTxRx(port, servo, address))[0], bit) for address, bit in fields])
if series == "sts":
    read = GroupSyncRead(port, packet, 56, 6)
    for servo in ids:
        assert read.addParam(servo)
    communication = read.txRxPacket()
    assert communication == COMM_SUCCESS, packet.getTxRxResult(communication)
    for servo in ids:
        print("sync", servo, *[signed(read.getData(servo, address, 2), bit) for address, bit in fields])
port.closePort()
