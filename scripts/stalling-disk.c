// A disk that blocks, for a program that is started with this in LD_PRELOAD: pwrite(2) waits while the file EXOCAP_STALL.write is
// there, fdatasync(2) while EXOCAP_STALL.sync is. scripts/soak.sh builds it.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static void wait_while(const char *what) {
  const char *start = getenv("EXOCAP_STALL");
  if (start == NULL) return;
  char path[4096];
  snprintf(path, sizeof path, "%s.%s", start, what);
  // Not often: the waiting itself must not be the load.
  struct timespec pause = {.tv_nsec = 5000000};
  while (access(path, F_OK) == 0) nanosleep(&pause, NULL);
}

ssize_t pwrite(int descriptor, const void *bytes, size_t count, off_t offset) {
  wait_while("write");
  ssize_t (*real)(int, const void *, size_t, off_t) = dlsym(RTLD_NEXT, "pwrite");
  return real(descriptor, bytes, count, offset);
}

ssize_t pwrite64(int descriptor, const void *bytes, size_t count, off64_t offset) { return pwrite(descriptor, bytes, count, offset); }

int fdatasync(int descriptor) {
  wait_while("sync");
  int (*real)(int) = dlsym(RTLD_NEXT, "fdatasync");
  return real(descriptor);
}
