// What Swift cannot import from Linux: calls behind _GNU_SOURCE, variadic calls, and kernel headers that clash with the C library's.
// No state. Every function that can fail returns a negative errno, as the kernel does.
#ifndef EXOCAP_LINUX_H
#define EXOCAP_LINUX_H

#include <poll.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <time.h>

// Errors.

/// "EACCES", or NULL where the number is unknown.
const char *exocap_error_name(int code);
/// "Permission denied", or NULL where the number is unknown.
const char *exocap_error_text(int code);

// Waits. `timeout` NULL waits for ever.
int exocap_ppoll(struct pollfd *entries, unsigned count, const struct timespec *timeout);
int exocap_eventfd(void);
int exocap_timerfd(void);
/// [ns] of CLOCK_MONOTONIC. `first` 0 disarms; `every` 0 fires once.
int exocap_timerfd_set(int descriptor, int64_t first, int64_t every);
/// Blocks SIGINT, SIGTERM and SIGHUP in the calling thread and returns the descriptor that reports them.
int exocap_signalfd(void);
/// The next signal's number, 0 where none is waiting.
int exocap_signalfd_read(int descriptor);

// Terminals (exocap_tty.c, exocap_terminal.c).

struct exocap_tty_line {
  uint32_t input_speed;   // [bit/s]
  uint32_t output_speed;  // [bit/s]
  int is_raw;             // 8 data bits, no parity, no translation in either direction
};
/// Raw 8N1 at any speed, VMIN 1, VTIME 0, modem lines ignored, no hang-up on close.
int exocap_tty_make_raw(int descriptor, uint32_t speed);
int exocap_tty_read_line(int descriptor, struct exocap_tty_line *line);
int exocap_tty_set_exclusive(int descriptor, int exclusive);
/// 1 if exclusive, 0 if not.
int exocap_tty_is_exclusive(int descriptor);
/// Sets ASYNC_LOW_LATENCY and reads it back: 1 if it is set now, 0 if the driver ignored it.
int exocap_tty_set_low_latency(int descriptor);
int exocap_pty_open(void);
int exocap_pty_path(int descriptor, char *path, size_t size);
int exocap_lock_exclusively(int descriptor);
int exocap_unlock(int descriptor);

// Input devices, HID devices and CAN buses (exocap_devices.c).

/// Takes an input device for this descriptor alone: nobody else gets its events.
int exocap_input_grab(int descriptor);
/// Lets events carry CLOCK_MONOTONIC.
int exocap_input_use_monotonic(int descriptor);
/// Which keys are down: bit n of `bits` is key n. Events of keys that wait are dropped by the kernel.
int exocap_input_keys(int descriptor, uint8_t *bits, size_t size);
/// -ENOTTY where the descriptor is no hidraw node.
int exocap_hidraw_identity(int descriptor, uint16_t *vendor, uint16_t *product);
/// A raw socket on a CAN interface that is up, with error frames; -ENETDOWN where it is down.
int exocap_can_open(const char *interface);

// Files.

/// Takes room for a file's first `length` bytes without changing its length.
int exocap_file_reserve(int descriptor, int64_t length);

// Sockets.

struct exocap_peer {
  int32_t process;
  uint32_t user;
  uint32_t group;
};
int exocap_accept(int descriptor);
int exocap_peer_of(int descriptor, struct exocap_peer *peer);

// Threads. They act on the calling thread.

int exocap_thread_set_name(const char *name);
int exocap_thread_set_fifo(int priority);
int exocap_thread_set_cpu(int cpu);
/// [ns]
int exocap_thread_set_timer_slack(unsigned long nanoseconds);
/// Writes to every page of the calling thread's stack, up to a margin at its end.
void exocap_thread_touch_stack(void);
/// [byte] Of the calling thread.
size_t exocap_thread_stack_size(void);

// Memory, devices and the clock.

int exocap_memfd(const char *name);
unsigned exocap_device_major(uint64_t device);
unsigned exocap_device_minor(uint64_t device);

struct exocap_clock_report {
  int is_synchronised;
  int64_t maximum_error;    // [ns]
  int64_t estimated_error;  // [ns]
};
int exocap_clock_state(struct exocap_clock_report *report);

#endif
