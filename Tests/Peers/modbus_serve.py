"""Serves slaves of a Modbus RTU line with pymodbus, until it is ended. Argument: port."""
import struct
import sys

from pymodbus.datastore import ModbusDeviceContext, ModbusSequentialDataBlock, ModbusServerContext
from pymodbus.server import StartSerialServer


def device(address, values):
    block = ModbusSequentialDataBlock(address + 1, values)  # pymodbus counts registers of a block from 1
    return ModbusDeviceContext(hr=block, ir=block)


halves = list(struct.unpack(">HH", struct.pack(">f", 93.5))) + list(struct.unpack(">HH", struct.pack(">i", -935)))
devices = {1: device(0x41, [2048]), 2: device(0x41, [4095]), 3: device(0x41, [1]), 9: device(0x100, halves)}
StartSerialServer(ModbusServerContext(devices=devices), port=sys.argv[1], baudrate=115_200)
