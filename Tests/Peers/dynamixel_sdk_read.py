"""Reads a servo chain with ROBOTIS's own SDK and prints what it found, one fact a line. Arguments: port, baud, ids."""
import sys

from dynamixel_sdk import COMM_SUCCESS, GroupSyncRead, GroupSyncWrite, PacketHandler, PortHandler

port = PortHandler(sys.argv[1])
assert port.openPort() and port.setBaudRate(int(sys.argv[2]))
ids = [int(word) for word in sys.argv[3:]]
packet = PacketHandler(2.0)


def signed(value, size):
    return value - (1 << 8 * size) if value >> (8 * size - 1) else value


def check(*result):
    """Values of a call that must succeed; its error byte stays."""
    values, communication, error = result[:-2], result[-2], result[-1]
    assert communication == COMM_SUCCESS, packet.getTxRxResult(communication)
    return list(values) + [error]


for servo in ids:
    print("ping", servo, *check(*packet.ping(port, servo)))
found, communication = packet.broadcastPing(port)
assert communication == COMM_SUCCESS
print("broadcast", *[f"{servo}:{model}:{firmware}" for servo, (model, firmware) in sorted(found.items())])

print("delay", *check(*packet.read1ByteTxRx(port, ids[0], 9)))
print("torque on", *check(*packet.write1ByteTxRx(port, ids[0], 64, 1)))
print("locked", *check(*packet.write1ByteTxRx(port, ids[0], 9, 0)))
print("torque off", *check(*packet.write1ByteTxRx(port, ids[0], 64, 0)))
for servo in ids:
    print("no delay", *check(*packet.write1ByteTxRx(port, servo, 9, 0)))
print("delay", *check(*packet.read1ByteTxRx(port, ids[0], 9)))

write = GroupSyncWrite(port, packet, 116, 4)
for servo in ids:
    assert write.addParam(servo, list((1000 + servo).to_bytes(4, "little")))
assert write.txPacket() == COMM_SUCCESS
print("goals", *[check(*packet.read4ByteTxRx(port, servo, 116))[0] for servo in ids])

for name in ["sync", "fast"]:
    read = GroupSyncRead(port, packet, 126, 10)
    for servo in ids:
        assert read.addParam(servo)
    communication = read.txRxPacket() if name == "sync" else read.fastSyncRead()
    assert communication == COMM_SUCCESS, packet.getTxRxResult(communication)
    for servo in ids:
        fields = [signed(read.getData(servo, address, size), size) for address, size in [(126, 2), (128, 4), (132, 4)]]
        print(name, servo, *fields)

print("reboot", *check(*packet.reboot(port, ids[0])))
port.closePort()
