#include "kernel_devices.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/uhid.h>
#include <linux/uinput.h>
#include <poll.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

static int describe_keyboard(int keyboard, const char *name, uint16_t vendor, uint16_t product, const uint16_t *keys, size_t count) {
  if (ioctl(keyboard, UI_SET_EVBIT, EV_KEY) < 0 || ioctl(keyboard, UI_SET_EVBIT, EV_REP) < 0) return -errno;
  for (size_t index = 0; index < count; index++) {
    if (ioctl(keyboard, UI_SET_KEYBIT, keys[index]) < 0) return -errno;
  }
  struct uinput_setup setup = {.id = {.bustype = BUS_USB, .vendor = vendor, .product = product}};
  strncpy(setup.name, name, sizeof setup.name - 1);
  if (ioctl(keyboard, UI_DEV_SETUP, &setup) < 0 || ioctl(keyboard, UI_DEV_CREATE) < 0) return -errno;
  return 0;
}

int kernel_keyboard_new(const char *name, uint16_t vendor, uint16_t product, const uint16_t *keys, size_t count) {
  int keyboard = open("/dev/uinput", O_WRONLY | O_CLOEXEC);
  if (keyboard < 0) return -errno;
  int result = describe_keyboard(keyboard, name, vendor, product, keys, count);
  if (result == 0) return keyboard;
  close(keyboard);
  return result;
}

int kernel_keyboard_send(int keyboard, uint16_t type, uint16_t code, int32_t value) {
  struct input_event event = {.type = type, .code = code, .value = value};
  return write(keyboard, &event, sizeof event) == (ssize_t)sizeof event ? 0 : -errno;
}

// One vendor page with 8 bytes in and 8 bytes out (HID 1.11, §6.2.2).
static const uint8_t descriptor[] = {
    0x06, 0x00, 0xFF, 0x09, 0x01, 0xA1, 0x01, 0x15, 0x00, 0x26, 0xFF, 0x00, 0x75, 0x08, 0x95, 0x08,
    0x09, 0x01, 0x81, 0x02, 0x95, 0x08, 0x09, 0x01, 0x91, 0x02, 0xC0,
};

int kernel_hid_new(const char *name, const char *serial, uint16_t vendor, uint16_t product) {
  int device = open("/dev/uhid", O_RDWR | O_CLOEXEC);
  if (device < 0) return -errno;
  struct uhid_event event = {.type = UHID_CREATE2};
  strncpy((char *)event.u.create2.name, name, sizeof event.u.create2.name - 1);
  strncpy((char *)event.u.create2.uniq, serial, sizeof event.u.create2.uniq - 1);
  event.u.create2.rd_size = sizeof descriptor;
  event.u.create2.bus = BUS_USB;
  event.u.create2.vendor = vendor;
  event.u.create2.product = product;
  memcpy(event.u.create2.rd_data, descriptor, sizeof descriptor);
  if (write(device, &event, sizeof event) == (ssize_t)sizeof event) return device;
  int error = errno;
  close(device);
  return -error;
}

int kernel_hid_send(int device, const uint8_t *bytes, size_t count) {
  struct uhid_event event = {.type = UHID_INPUT2};
  if (count > sizeof event.u.input2.data) return -EMSGSIZE;
  event.u.input2.size = (uint16_t)count;
  memcpy(event.u.input2.data, bytes, count);
  return write(device, &event, sizeof event) == (ssize_t)sizeof event ? 0 : -errno;
}

long kernel_hid_take(int device, uint8_t *bytes, size_t room) {
  for (;;) {
    struct pollfd wait = {.fd = device, .events = POLLIN};
    if (poll(&wait, 1, 5000) <= 0) return -ETIMEDOUT;
    struct uhid_event event;
    if (read(device, &event, sizeof event) < 0) return -errno;
    // Others say that it was opened, started and the like.
    if (event.type != UHID_OUTPUT) continue;
    size_t size = event.u.output.size < room ? event.u.output.size : room;
    memcpy(bytes, event.u.output.data, size);
    return (long)size;
  }
}
