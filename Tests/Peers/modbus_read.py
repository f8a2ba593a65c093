"""Reads slaves of a Modbus RTU line with pymodbus and prints what it found, one fact a line. Argument: port."""
import struct
import sys

from pymodbus.client import ModbusSerialClient

client = ModbusSerialClient(sys.argv[1], baudrate=115_200, timeout=2, retries=0)
assert client.connect()


def words(reply):
    assert not reply.isError(), reply
    return reply.registers


for slave in (1, 2, 3):
    print("encoder", slave, *words(client.read_holding_registers(0x41, count=1, device_id=slave)))
low, high = words(client.read_input_registers(0x100, count=2, device_id=9))
print("cell", *struct.unpack(">f", struct.pack(">HH", high, low)))
print("cells", *[struct.unpack(">i", struct.pack(">HH", *pair))[0]
                 for pair in zip(*[iter(words(client.read_holding_registers(0x300, count=4, device_id=9)))] * 2)])
print("absent", client.read_holding_registers(0x40, count=1, device_id=1).exception_code)
print("write", client.write_register(0x41, 7, device_id=1).exception_code)
client.close()
