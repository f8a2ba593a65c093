// Waits and reads, in both modes.
#define _GNU_SOURCE
#include "ctwin_internal.h"

#include <errno.h>
#include <math.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

ctwin *ctwin_make(const struct ctwin_settings *settings) {
  ctwin *twin = aligned_alloc(64, (sizeof *twin + 63) / 64 * 64);
  if (!twin) abort();
  memset(twin, 0, sizeof *twin);
  twin->settings = *settings;
  twin->is_discarding = true;
  for (int i = 0; i < CTWIN_JOINTS; i++) {
    twin->tracks[i] = (struct track){.value = NAN, .at = INT64_MIN, .refused = NAN, .refused_at = INT64_MIN};
    twin->newest[i] = NAN;
    twin->measured[i] = INT64_MIN;
  }
  ctwin_prepare(twin);
  return twin;
}

void ctwin_free(ctwin *twin) { free(twin); }

static int64_t now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000000000LL + now.tv_nsec;
}

/// Waits and reads. Returns how many bytes came, 0 where none did.
static size_t wait_and_read(ctwin *twin, int64_t deadline, uint8_t *bytes, size_t room) {
  struct pollfd entry = {.fd = twin->settings.tty, .events = POLLIN};
  for (;;) {
    int64_t left = deadline - now_ns();
    if (left < 0) left = 0;
    struct timespec timeout = {left / 1000000000, left % 1000000000};
    int ready = ppoll(&entry, 1, &timeout, NULL);
    if (ready == 0) return 0;
    if (ready > 0) break;
    if (errno != EINTR) abort();
  }
  ssize_t count;
  do count = read(twin->settings.tty, bytes, room);
  while (count < 0 && errno == EINTR);
  return count > 0 ? (size_t)count : 0;
}

/// The bytes that the next call of `next_line` looks at.
struct chunk {
  const uint8_t *at, *end;
};

/// Decodes up to the next good line. Returns false where the bytes are used up; what began of a line is kept.
static bool next_line(ctwin *twin, struct chunk *chunk, int64_t arrived) {
  while (chunk->at < chunk->end) {
    size_t left = (size_t)(chunk->end - chunk->at);
    const uint8_t *feed = memchr(chunk->at, '\n', left);
    size_t length = feed ? (size_t)(feed - chunk->at) : left;
    const uint8_t *line = chunk->at;
    if (twin->line_length > 0 || !feed) {
      // A line in parts is put together.
      if (twin->line_length + length > sizeof twin->line) {
        if (!twin->is_discarding) twin->bad_lines++;
        twin->is_discarding = true;
        twin->line_length = 0;
      } else {
        memcpy(twin->line + twin->line_length, chunk->at, length);
        twin->line_length += length;
      }
      line = twin->line;
    }
    chunk->at += length + (feed != NULL);
    if (!feed) return false;
    if (twin->line_length > 0) length = twin->line_length;
    twin->line_length = 0;
    bool was_discarding = twin->is_discarding;
    twin->is_discarding = false;
    if (!was_discarding && ctwin_decode(twin, line, length, arrived)) return true;
  }
  return false;
}

int ctwin_turn(ctwin *twin, int64_t deadline) {
  uint8_t bytes[4096];
  size_t count = wait_and_read(twin, deadline, bytes, sizeof bytes);
  if (count == 0) return 0;
  int64_t arrived = now_ns();
  struct chunk chunk = {bytes, bytes + count};
  int sent = 0;
  while (next_line(twin, &chunk, arrived)) {
    ctwin_observe(twin, &twin->sample);
    ctwin_command(twin, now_ns());
    sent++;
  }
  return sent;
}

void ctwin_acquire(ctwin *twin, int64_t deadline) {
  uint8_t bytes[4096];
  size_t count = wait_and_read(twin, deadline, bytes, sizeof bytes);
  if (count == 0) return;
  struct chunk chunk = {bytes, bytes + count};
  int64_t arrived = now_ns();
  while (next_line(twin, &chunk, arrived)) {
    uint64_t tail = atomic_load_explicit(&twin->tail, memory_order_relaxed);
    if (tail - atomic_load_explicit(&twin->head, memory_order_acquire) == CTWIN_QUEUE) continue;
    twin->queue[tail % CTWIN_QUEUE] = twin->sample;
    atomic_store_explicit(&twin->tail, tail + 1, memory_order_release);
  }
}

void ctwin_control(ctwin *twin, int64_t due) {
  struct timespec time = {due / 1000000000, due % 1000000000};
  while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, NULL) == EINTR) {}
  int64_t now = now_ns();
  uint64_t head = atomic_load_explicit(&twin->head, memory_order_relaxed);
  uint64_t tail = atomic_load_explicit(&twin->tail, memory_order_acquire);
  while (head != tail) {
    ctwin_observe(twin, &twin->queue[head % CTWIN_QUEUE]);
    head++;
    atomic_store_explicit(&twin->head, head, memory_order_release);
  }
  ctwin_command(twin, now);
}
