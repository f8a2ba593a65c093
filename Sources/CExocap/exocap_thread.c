#define _GNU_SOURCE
#include "exocap_linux.h"

#include <alloca.h>
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <sys/prctl.h>
#include <unistd.h>

// What is left untouched at the end of a stack: room for the frames of the calls that touch it.
static const size_t stack_margin = 16 * 1024;

int exocap_thread_set_name(const char *name) { return prctl(PR_SET_NAME, name) < 0 ? -errno : 0; }

int exocap_thread_set_fifo(int priority) {
  struct sched_param parameters = {.sched_priority = priority};
  return -pthread_setschedparam(pthread_self(), SCHED_FIFO, &parameters);
}

int exocap_thread_set_cpu(int cpu) {
  if (cpu < 0 || cpu >= CPU_SETSIZE) return -EINVAL;
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(cpu, &set);
  return sched_setaffinity(0, sizeof set, &set) < 0 ? -errno : 0;
}

int exocap_thread_set_timer_slack(unsigned long nanoseconds) {
  return prctl(PR_SET_TIMERSLACK, nanoseconds) < 0 ? -errno : 0;
}

static int own_stack(unsigned char **lowest, size_t *size) {
  pthread_attr_t attributes;
  int error = pthread_getattr_np(pthread_self(), &attributes);
  if (error != 0) return -error;
  void *address = NULL;
  error = pthread_attr_getstack(&attributes, &address, size);
  pthread_attr_destroy(&attributes);
  *lowest = address;
  return -error;
}

__attribute__((noinline)) static void touch(size_t bytes) {
  volatile unsigned char *block = alloca(bytes);
  for (size_t offset = 0; offset < bytes; offset += 4096) block[offset] = 0;
}

void exocap_thread_touch_stack(void) {
  unsigned char *lowest = NULL;
  size_t size = 0;
  if (own_stack(&lowest, &size) < 0) return;
  unsigned char *here = __builtin_frame_address(0);
  size_t left = (size_t)(here - lowest);
  if (here > lowest && left <= size && left > stack_margin) touch(left - stack_margin);
}

size_t exocap_thread_stack_size(void) {
  unsigned char *lowest = NULL;
  size_t size = 0;
  return own_stack(&lowest, &size) < 0 ? 0 : size;
}
