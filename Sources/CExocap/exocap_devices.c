#define _GNU_SOURCE
#include "exocap_linux.h"

#include <errno.h>
#include <linux/can.h>
#include <linux/can/error.h>
#include <linux/can/raw.h>
#include <linux/hidraw.h>
#include <linux/input.h>
#include <net/if.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static int result_of(int value) { return value < 0 ? -errno : 0; }

int exocap_input_grab(int descriptor) { return result_of(ioctl(descriptor, EVIOCGRAB, 1)); }

int exocap_input_use_monotonic(int descriptor) {
  int clock = CLOCK_MONOTONIC;
  return result_of(ioctl(descriptor, EVIOCSCLOCKID, &clock));
}

int exocap_input_keys(int descriptor, uint8_t *bits, size_t size) {
  memset(bits, 0, size);
  return result_of(ioctl(descriptor, EVIOCGKEY(size), bits));
}

int exocap_hidraw_identity(int descriptor, uint16_t *vendor, uint16_t *product) {
  struct hidraw_devinfo device;
  if (ioctl(descriptor, HIDIOCGRAWINFO, &device) < 0) return -errno;
  *vendor = (uint16_t)device.vendor;
  *product = (uint16_t)device.product;
  return 0;
}

static int bind_can(int descriptor, const char *interface) {
  struct ifreq request;
  memset(&request, 0, sizeof request);
  if (strlen(interface) >= sizeof request.ifr_name) return -ENODEV;
  strcpy(request.ifr_name, interface);
  if (ioctl(descriptor, SIOCGIFFLAGS, &request) < 0) return -errno;
  if ((request.ifr_flags & IFF_UP) == 0) return -ENETDOWN;
  if (ioctl(descriptor, SIOCGIFINDEX, &request) < 0) return -errno;
  can_err_mask_t errors = CAN_ERR_MASK;
  if (setsockopt(descriptor, SOL_CAN_RAW, CAN_RAW_ERR_FILTER, &errors, sizeof errors) < 0) return -errno;
  struct sockaddr_can address = {.can_family = AF_CAN, .can_ifindex = request.ifr_ifindex};
  return result_of(bind(descriptor, (struct sockaddr *)&address, sizeof address));
}

int exocap_can_open(const char *interface) {
  int descriptor = socket(PF_CAN, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, CAN_RAW);
  if (descriptor < 0) return -errno;
  int result = bind_can(descriptor, interface);
  if (result == 0) return descriptor;
  close(descriptor);
  return result;
}
