#define _GNU_SOURCE
#include "realtime_check.h"
#include <errno.h>
#include <stddef.h>

void __rtsan_realtime_enter(void) __attribute__((weak));
void __rtsan_realtime_exit(void) __attribute__((weak));

// How many scopes this thread is in: the sanitizer must not be told of what its own start allocates.
static __thread int scopes __attribute__((tls_model("initial-exec")));

void exocap_realtime_enter(void) {
  scopes++;
  if (__rtsan_realtime_enter) __rtsan_realtime_enter();
}
void exocap_realtime_exit(void) {
  if (__rtsan_realtime_exit) __rtsan_realtime_exit();
  scopes--;
}
void __rtsan_notify_blocking_call(const char *) __attribute__((weak));

bool exocap_realtime_sanitized(void) { return __rtsan_realtime_enter != NULL; }

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define EXOCAP_FOREIGN_MALLOC 1
#endif
#endif

#if defined(EXOCAP_FOREIGN_MALLOC)
bool exocap_counts_allocations(void) { return false; }
uint64_t exocap_allocation_count(void) { return 0; }
#else
static __thread uint64_t allocations __attribute__((tls_model("initial-exec")));

// These take the place of RealtimeSanitizer's own, so they tell it: it aborts inside a real-time scope.
static inline void note(const char *name) {
  allocations++;
  if (scopes && __rtsan_notify_blocking_call) __rtsan_notify_blocking_call(name);
}

void *__libc_malloc(size_t);
void *__libc_calloc(size_t, size_t);
void *__libc_realloc(void *, size_t);
void *__libc_memalign(size_t, size_t);
void __libc_free(void *);

void *malloc(size_t size) { note("malloc"); return __libc_malloc(size); }
void *calloc(size_t count, size_t size) { note("calloc"); return __libc_calloc(count, size); }
void *realloc(void *p, size_t size) { note("realloc"); return __libc_realloc(p, size); }
void *memalign(size_t alignment, size_t size) { note("memalign"); return __libc_memalign(alignment, size); }
void *aligned_alloc(size_t alignment, size_t size) { note("aligned_alloc"); return __libc_memalign(alignment, size); }
int posix_memalign(void **out, size_t alignment, size_t size) {
  note("posix_memalign");
  void *p = __libc_memalign(alignment, size);
  if (!p) return ENOMEM;
  *out = p;
  return 0;
}
void free(void *p) { __libc_free(p); }

bool exocap_counts_allocations(void) { return true; }
uint64_t exocap_allocation_count(void) { return allocations; }
#endif
