#include "include/cxx_ring.h"
#include "ring.hpp"

#include <pthread.h>
#include <sched.h>
#include <time.h>

#include <memory>
#include <thread>

bool bench_pin(int cpu) {
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(cpu, &set);
  pthread_setaffinity_np(pthread_self(), sizeof set, &set);
  sched_param parameters{};
  parameters.sched_priority = 50;
  return pthread_setschedparam(pthread_self(), SCHED_FIFO, &parameters) == 0;
}

int64_t bench_now(void) {
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000000000LL + now.tv_nsec;
}

namespace {

template <std::size_t words> struct Element {
  std::uint64_t word[words];
};

template <typename R, typename T> int64_t round_trips(int64_t count) {
  R there(1024), back(1024);
  std::atomic<bool> is_ready{false};
  std::thread peer([&] {
    bench_pin(1);
    is_ready.store(true, std::memory_order_release);
    typename R::Consumer input(there);
    typename R::Producer output(back);
    T value;
    for (int64_t i = 0; i < count; i++) {
      while (!input.try_pop(value)) {}
      while (!output.try_push(value)) {}
    }
  });
  while (!is_ready.load(std::memory_order_acquire)) std::this_thread::yield();
  typename R::Producer output(there);
  typename R::Consumer input(back);
  T value{};
  const int64_t start = bench_now();
  for (int64_t i = 0; i < count; i++) {
    // What came back goes out again: a round trip is over when its bytes are here, not when its index is.
    value.word[0]++;
    while (!output.try_push(value)) {}
    while (!input.try_pop(value)) {}
  }
  const int64_t end = bench_now();
  peer.join();
  return value.word[0] == static_cast<std::uint64_t>(count) ? end - start : -1;
}


template <typename R, typename T> uint64_t pairs(int64_t count) {
  // On the heap and handed out, or the compiler sees that nobody else reads the indices and leaves the stores out.
  auto owner = std::make_unique<R>(1024);
  R *shared = owner.get();
  asm volatile("" : "+r"(shared) : : "memory");
  typename R::Producer producer(*shared);
  typename R::Consumer consumer(*shared);
  auto given = std::make_unique<T>();
  auto taken = std::make_unique<T>();
  uint64_t sum = 0;
  for (int64_t i = 0; i < count; i++) {
    given->word[0] = static_cast<std::uint64_t>(i);
    producer.try_push(*given);
    consumer.try_pop(*taken);
    sum += taken->word[0];
  }
  return sum;
}

}  // namespace

using Small = Element<1>;
using Wide = Element<32>;

int64_t cxx_ring_round_trips(enum cxx_ring ring, int size, int64_t count) {
  if (ring == CXX_RING_ENDS) return size == 8 ? round_trips<bench::Ring<Small>, Small>(count) : round_trips<bench::Ring<Wide>, Wide>(count);
  return size == 8 ? round_trips<bench::SharedRing<Small>, Small>(count) : round_trips<bench::SharedRing<Wide>, Wide>(count);
}

uint64_t cxx_ring_pairs(enum cxx_ring ring, int size, int64_t count) {
  if (ring == CXX_RING_ENDS) return size == 8 ? pairs<bench::Ring<Small>, Small>(count) : pairs<bench::Ring<Wide>, Wide>(count);
  return size == 8 ? pairs<bench::SharedRing<Small>, Small>(count) : pairs<bench::SharedRing<Wide>, Wide>(count);
}
