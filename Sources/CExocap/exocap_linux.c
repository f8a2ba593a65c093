#define _GNU_SOURCE
#include "exocap_linux.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/sysmacros.h>
#include <sys/timerfd.h>
#include <sys/timex.h>
#include <unistd.h>

static int result_of(int value) { return value < 0 ? -errno : value; }

const char *exocap_error_name(int code) { return strerrorname_np(code); }

const char *exocap_error_text(int code) { return strerrordesc_np(code); }

int exocap_ppoll(struct pollfd *entries, unsigned count, const struct timespec *timeout) {
  return result_of(ppoll(entries, count, timeout, NULL));
}

int exocap_eventfd(void) { return result_of(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)); }

int exocap_timerfd(void) { return result_of(timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK)); }

static struct timespec timespec_of(int64_t nanoseconds) {
  return (struct timespec){.tv_sec = nanoseconds / 1000000000, .tv_nsec = nanoseconds % 1000000000};
}

int exocap_timerfd_set(int descriptor, int64_t first, int64_t every) {
  struct itimerspec times = {.it_value = timespec_of(first), .it_interval = timespec_of(every)};
  return result_of(timerfd_settime(descriptor, TFD_TIMER_ABSTIME, &times, NULL));
}

int exocap_signalfd(void) {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGHUP);
  int error = pthread_sigmask(SIG_BLOCK, &signals, NULL);
  if (error != 0) return -error;
  return result_of(signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK));
}

int exocap_signalfd_read(int descriptor) {
  struct signalfd_siginfo report;
  ssize_t count = read(descriptor, &report, sizeof report);
  if (count == (ssize_t)sizeof report) return (int)report.ssi_signo;
  return errno == EAGAIN || errno == EINTR ? 0 : -errno;
}

int exocap_file_reserve(int descriptor, int64_t length) {
  int result;
  do result = fallocate(descriptor, FALLOC_FL_KEEP_SIZE, 0, length);
  while (result < 0 && errno == EINTR);
  return result_of(result);
}

int exocap_accept(int descriptor) { return result_of(accept4(descriptor, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK)); }

int exocap_peer_of(int descriptor, struct exocap_peer *peer) {
  struct ucred credentials = {0};
  socklen_t size = sizeof credentials;
  if (getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &credentials, &size) < 0) return -errno;
  *peer = (struct exocap_peer){.process = credentials.pid, .user = credentials.uid, .group = credentials.gid};
  return 0;
}

int exocap_memfd(const char *name) { return result_of(memfd_create(name, MFD_CLOEXEC)); }

unsigned exocap_device_major(uint64_t device) { return major(device); }

unsigned exocap_device_minor(uint64_t device) { return minor(device); }

int exocap_clock_state(struct exocap_clock_report *report) {
  struct timex kernel = {.modes = 0};
  int value = adjtimex(&kernel);
  if (value < 0) return -errno;
  report->is_synchronised = value != TIME_ERROR && (kernel.status & STA_UNSYNC) == 0;
  report->maximum_error = (int64_t)kernel.maxerror * 1000;
  report->estimated_error = (int64_t)kernel.esterror * 1000;
  return 0;
}
