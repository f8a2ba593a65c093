#define _GNU_SOURCE
#include "exocap_linux.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/serial.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <unistd.h>

int exocap_tty_set_exclusive(int descriptor, int exclusive) {
  return ioctl(descriptor, exclusive ? TIOCEXCL : TIOCNXCL) < 0 ? -errno : 0;
}

int exocap_tty_is_exclusive(int descriptor) {
  int value = 0;
  return ioctl(descriptor, TIOCGEXCL, &value) < 0 ? -errno : value != 0;
}

int exocap_tty_set_low_latency(int descriptor) {
  struct serial_struct port;
  if (ioctl(descriptor, TIOCGSERIAL, &port) < 0) return -errno;
  if ((port.flags & ASYNC_LOW_LATENCY) != 0) return 1;
  port.flags |= ASYNC_LOW_LATENCY;
  if (ioctl(descriptor, TIOCSSERIAL, &port) < 0) return -errno;
  if (ioctl(descriptor, TIOCGSERIAL, &port) < 0) return -errno;
  return (port.flags & ASYNC_LOW_LATENCY) != 0;
}

int exocap_pty_open(void) {
  int descriptor = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
  if (descriptor < 0) return -errno;
  if (grantpt(descriptor) < 0 || unlockpt(descriptor) < 0) {
    int error = errno;
    close(descriptor);
    return -error;
  }
  return descriptor;
}

int exocap_pty_path(int descriptor, char *path, size_t size) {
  // ptsname_r returns the error itself, as a positive number.
  return -ptsname_r(descriptor, path, size);
}

int exocap_lock_exclusively(int descriptor) { return flock(descriptor, LOCK_EX | LOCK_NB) < 0 ? -errno : 0; }

int exocap_unlock(int descriptor) { return flock(descriptor, LOCK_UN) < 0 ? -errno : 0; }
