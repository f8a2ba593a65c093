// ExoStream: packets of a home-made worn device, for its firmware. docs/exostream.md tells what to do with it.
//
// Freestanding C99 and C++, this header alone: no memory is taken, no library is called. Arduino, ESP32, RP2040, STM32 compile it.
//
//   packet = COBS(type, sequence, clock, fields, CRC) and a zero byte
//
//   type      1 byte    1 ... 63 are yours; 64 hello, 65 pong; from the host 128 start, 129 ping
//   sequence  1 byte    goes up by one with every packet of the device, whatever its type, and wraps
//   clock     4 bytes   the device's own microseconds when the fields were measured; wraps
//   fields              yours, little-endian, side by side, as the device's profile names them
//   CRC       2 bytes   CRC-16/CCITT-FALSE of all before it: polynomial 0x1021, start 0xFFFF; check value of "123456789" 0x29B1
//
// All numbers are little-endian. Packets of the host have sequence and clock 0.
#ifndef EXOCAP_EXOSTREAM_H
#define EXOCAP_EXOSTREAM_H

#include <stdint.h>

// The longest packet before it is encoded, and after it with the zero at its end. Every packet must be shorter than one COBS block.
#define EXOCAP_EXOSTREAM_LONGEST 250
#define EXOCAP_EXOSTREAM_LONGEST_WIRE 252

enum {
  EXOCAP_EXOSTREAM_HELLO = 64,  // unit: u32, firmware: u32
  EXOCAP_EXOSTREAM_PONG = 65,   // token: u16, as in the ping
  EXOCAP_EXOSTREAM_START = 128, // no fields
  EXOCAP_EXOSTREAM_PING = 129   // token: u16
};

// What a device keeps between packets. Set it to zero at start.
typedef struct {
  uint8_t sequence;
  // What the host is sending, as far as it came.
  uint8_t heard[EXOCAP_EXOSTREAM_LONGEST_WIRE];
  uint16_t heard_count;
  uint8_t heard_too_much;
} exocap_exostream;

// A packet under construction: begin, put each field in order, finish, write `wire` from its start, `length` bytes.
typedef struct {
  uint8_t wire[EXOCAP_EXOSTREAM_LONGEST_WIRE];
  uint16_t length;
  uint16_t crc;
  // Where the length of the run since the last zero stands.
  uint16_t code;
  uint8_t is_too_long;
} exocap_exostream_packet;

// A packet of the host.
typedef struct {
  uint8_t type;
  uint8_t length;
  uint8_t fields[EXOCAP_EXOSTREAM_LONGEST];
} exocap_exostream_request;

static inline uint16_t exocap_exostream_crc(uint16_t crc, uint8_t byte) {
  crc = (uint16_t)(crc ^ (uint16_t)((uint16_t)byte << 8));
  for (int bit = 0; bit < 8; bit++) crc = (uint16_t)((crc & 0x8000u) ? ((uint32_t)crc << 1) ^ 0x1021u : (uint32_t)crc << 1);
  return crc;
}

// Encodes a byte as it comes: a zero ends a run, and its place becomes the next run's length.
static inline void exocap_exostream_encode(exocap_exostream_packet *packet, uint8_t byte) {
  if (packet->length >= EXOCAP_EXOSTREAM_LONGEST_WIRE - 1) {
    packet->is_too_long = 1;
    return;
  }
  if (byte == 0) {
    packet->wire[packet->code] = (uint8_t)(packet->length - packet->code);
    packet->code = packet->length;
  }
  packet->wire[packet->length++] = byte;
}

static inline void exocap_exostream_put_u8(exocap_exostream_packet *packet, uint8_t value) {
  packet->crc = exocap_exostream_crc(packet->crc, value);
  exocap_exostream_encode(packet, value);
}

static inline void exocap_exostream_put_u16(exocap_exostream_packet *packet, uint16_t value) {
  exocap_exostream_put_u8(packet, (uint8_t)(value & 0xFFu));
  exocap_exostream_put_u8(packet, (uint8_t)(value >> 8));
}

static inline void exocap_exostream_put_u32(exocap_exostream_packet *packet, uint32_t value) {
  exocap_exostream_put_u16(packet, (uint16_t)(value & 0xFFFFu));
  exocap_exostream_put_u16(packet, (uint16_t)(value >> 16));
}

static inline void exocap_exostream_put_i16(exocap_exostream_packet *packet, int16_t value) {
  exocap_exostream_put_u16(packet, (uint16_t)value);
}

static inline void exocap_exostream_put_i32(exocap_exostream_packet *packet, int32_t value) {
  exocap_exostream_put_u32(packet, (uint32_t)value);
}

static inline void exocap_exostream_put_f32(exocap_exostream_packet *packet, float value) {
  union {
    float number;
    uint32_t bits;
  } both;
  both.number = value;
  exocap_exostream_put_u32(packet, both.bits);
}

// Begins a packet. `clock`: microseconds when its fields were measured, from a counter that uses all 32 bits.
static inline void exocap_exostream_begin(exocap_exostream *stream, exocap_exostream_packet *packet, uint8_t type, uint32_t clock) {
  packet->length = 1;
  packet->code = 0;
  packet->crc = 0xFFFFu;
  packet->is_too_long = 0;
  exocap_exostream_put_u8(packet, type);
  exocap_exostream_put_u8(packet, stream->sequence++);
  exocap_exostream_put_u32(packet, clock);
}

// Ends a packet. Returns how many bytes of `wire` to write; 0 where the fields did not fit.
static inline uint16_t exocap_exostream_finish(exocap_exostream_packet *packet) {
  uint16_t crc = packet->crc;
  exocap_exostream_encode(packet, (uint8_t)(crc & 0xFFu));
  exocap_exostream_encode(packet, (uint8_t)(crc >> 8));
  packet->wire[packet->code] = (uint8_t)(packet->length - packet->code);
  packet->wire[packet->length++] = 0;
  return packet->is_too_long ? 0 : packet->length;
}

// Decodes what was heard up to a zero. Returns 1 where it is a whole packet of the host.
static inline int exocap_exostream_decode(const uint8_t *wire, uint16_t count, exocap_exostream_request *request) {
  uint8_t plain[EXOCAP_EXOSTREAM_LONGEST_WIRE];
  uint16_t length = 0, place = 0, crc = 0xFFFFu;
  while (place < count) {
    uint16_t end = (uint16_t)(place + wire[place]);
    if (end > count) return 0;
    for (place++; place < end; place++) plain[length++] = wire[place];
    if (place < count) plain[length++] = 0;
  }
  if (length < 8 || length > EXOCAP_EXOSTREAM_LONGEST) return 0;
  for (uint16_t index = 0; index < length - 2; index++) crc = exocap_exostream_crc(crc, plain[index]);
  if (plain[length - 2] != (uint8_t)(crc & 0xFFu) || plain[length - 1] != (uint8_t)(crc >> 8)) return 0;
  request->type = plain[0];
  request->length = (uint8_t)(length - 8);
  for (uint16_t index = 0; index < request->length; index++) request->fields[index] = plain[6 + index];
  return 1;
}

// Takes one byte of the host. Returns 1 where it ends a packet: then `request` holds it.
static inline int exocap_exostream_receive(exocap_exostream *stream, uint8_t byte, exocap_exostream_request *request) {
  if (byte != 0) {
    if (stream->heard_count < EXOCAP_EXOSTREAM_LONGEST_WIRE) {
      stream->heard[stream->heard_count++] = byte;
    } else {
      stream->heard_too_much = 1;
    }
    return 0;
  }
  uint16_t count = stream->heard_too_much ? 0 : stream->heard_count;
  stream->heard_count = 0;
  stream->heard_too_much = 0;
  return count > 0 && exocap_exostream_decode(stream->heard, count, request);
}

// Makes the answer to a ping out of its request: finish it and write it at once. `clock`: the microseconds now.
static inline void exocap_exostream_pong(
    exocap_exostream *stream, exocap_exostream_packet *packet, const exocap_exostream_request *ping, uint32_t clock) {
  exocap_exostream_begin(stream, packet, EXOCAP_EXOSTREAM_PONG, clock);
  exocap_exostream_put_u8(packet, ping->length > 0 ? ping->fields[0] : 0);
  exocap_exostream_put_u8(packet, ping->length > 1 ? ping->fields[1] : 0);
}

// Makes the hello, which follows each start: the number of this unit and the version of its firmware.
static inline void exocap_exostream_hello(
    exocap_exostream *stream, exocap_exostream_packet *packet, uint32_t unit, uint32_t firmware, uint32_t clock) {
  exocap_exostream_begin(stream, packet, EXOCAP_EXOSTREAM_HELLO, clock);
  exocap_exostream_put_u32(packet, unit);
  exocap_exostream_put_u32(packet, firmware);
}

#endif
