// A worn device that speaks ExoStream, on a PC instead of a microcontroller: seven joints and a trigger, 500 times a second.
//
//   cc -std=c11 -I Sources/CExocap/include examples/exostream_device.c -o exostream_device
//   ./exostream_device /dev/pts/5
//
// The profile hw-profiles/devices/exostream-arm.yaml reads it. What is particular to a PC stands in four functions; the rest is what
// firmware does. docs/exostream.md explains it.
#define _GNU_SOURCE
#include "exocap_exostream.h"

#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

enum { JOINTS = 1, UNIT = 4711, FIRMWARE = 3, PERIOD_US = 2000 };

// --- the machine --------------------------------------------------------------------------------------------------------------

static int port_open(const char *path) {
  int port = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK);
  struct termios settings;
  if (port < 0 || tcgetattr(port, &settings) != 0) return -1;
  cfmakeraw(&settings);
  return tcsetattr(port, TCSANOW, &settings) == 0 ? port : -1;
}

// The device's clock: 32 bits of microseconds, as micros() of Arduino or time_us_32() of the RP2040.
static uint32_t clock_now(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint32_t)((uint64_t)now.tv_sec * 1000000u + (uint64_t)now.tv_nsec / 1000u);
}

// A converter would be read here: counts, 65536 for one turn.
static int16_t joint(int number, uint32_t turn) { return number < 6 ? (int16_t)(1000 * (number + 1)) : (int16_t)turn; }

// Never waits: a packet that the port has no room for is left out, and the host counts it.
static int port_write(int port, const exocap_exostream_packet *packet, uint16_t length) {
  struct pollfd room = {port, POLLOUT, 0};
  if (poll(&room, 1, 0) != 1 || !(room.revents & POLLOUT)) return 0;
  return length > 0 && write(port, packet->wire, length) == length;
}

// --- the firmware -------------------------------------------------------------------------------------------------------------

static void send_joints(int port, exocap_exostream *stream, uint32_t turn) {
  exocap_exostream_packet packet;
  exocap_exostream_begin(stream, &packet, JOINTS, clock_now());
  for (int number = 0; number < 7; number++) exocap_exostream_put_i16(&packet, joint(number, turn));
  exocap_exostream_put_u16(&packet, 3000); // trigger
  exocap_exostream_put_u16(&packet, 2048); // stick_x
  exocap_exostream_put_u16(&packet, 0);    // stick_y
  exocap_exostream_put_u8(&packet, 0x05);  // buttons a and c
  port_write(port, &packet, exocap_exostream_finish(&packet));
}

// Answers what the host sent. Returns whether it told us to start.
static int answer(int port, exocap_exostream *stream, uint8_t byte) {
  exocap_exostream_request request;
  exocap_exostream_packet packet;
  if (!exocap_exostream_receive(stream, byte, &request)) return 0;
  if (request.type == EXOCAP_EXOSTREAM_PING) {
    exocap_exostream_pong(stream, &packet, &request, clock_now());
    port_write(port, &packet, exocap_exostream_finish(&packet));
  } else if (request.type == EXOCAP_EXOSTREAM_START) {
    exocap_exostream_hello(stream, &packet, UNIT, FIRMWARE, clock_now());
    port_write(port, &packet, exocap_exostream_finish(&packet));
    return 1;
  }
  return 0;
}

int main(int count, char **words) {
  exocap_exostream stream = {0};
  int port = count > 1 ? port_open(words[1]) : -1;
  if (port < 0) {
    fprintf(stderr, "usage: exostream_device PORT\n");
    return 2;
  }
  int is_streaming = 0;
  uint32_t turn = 0, due = clock_now();
  for (;;) {
    struct pollfd wait = {port, POLLIN, 0};
    poll(&wait, 1, 1);
    if (wait.revents & POLLHUP) return 0;
    uint8_t bytes[64];
    ssize_t heard = read(port, bytes, sizeof bytes);
    for (ssize_t index = 0; index < heard; index++) is_streaming |= answer(port, &stream, bytes[index]);
    if (!is_streaming || (int32_t)(clock_now() - due) < 0) continue;
    due = clock_now() + PERIOD_US;
    send_joints(port, &stream, turn++);
  }
}
