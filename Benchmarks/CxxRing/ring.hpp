// The rings to compare with, both with cached indices (after rigtorp/SPSCQueue's design, not its code).
#pragma once
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <new>

namespace bench {

constexpr std::size_t separation = 128;

// exocap's own design: each end keeps its index and its copy of the other's in itself, on its own thread's stack.
template <typename T> class Ring {
 public:
  explicit Ring(std::size_t capacity)
      : mask_(capacity - 1), slots_(new (std::align_val_t(separation)) T[capacity]()) {}
  ~Ring() { operator delete[](slots_, std::align_val_t(separation)); }
  Ring(const Ring &) = delete;
  Ring &operator=(const Ring &) = delete;

  class Producer {
   public:
    explicit Producer(Ring &ring) : ring_(ring), slots_(ring.slots_), mask_(ring.mask_) {}

    bool try_push(const T &value) {
      if (tail_ - head_cached_ > mask_) {
        head_cached_ = ring_.head_.load(std::memory_order_acquire);
        if (tail_ - head_cached_ > mask_) return false;
      }
      slots_[tail_ & mask_] = value;
      ring_.tail_.store(++tail_, std::memory_order_release);
      return true;
    }

   private:
    Ring &ring_;
    T *const slots_;
    const std::size_t mask_;
    std::uint64_t tail_ = 0;
    std::uint64_t head_cached_ = 0;
  };

  class Consumer {
   public:
    explicit Consumer(Ring &ring) : ring_(ring), slots_(ring.slots_), mask_(ring.mask_) {}

    bool try_pop(T &value) {
      if (head_ == tail_cached_) {
        tail_cached_ = ring_.tail_.load(std::memory_order_acquire);
        if (head_ == tail_cached_) return false;
      }
      value = slots_[head_ & mask_];
      ring_.head_.store(++head_, std::memory_order_release);
      return true;
    }

   private:
    Ring &ring_;
    T *const slots_;
    const std::size_t mask_;
    std::uint64_t head_ = 0;
    std::uint64_t tail_cached_ = 0;
  };

 private:
  const std::size_t mask_;
  T *const slots_;
  alignas(separation) std::atomic<std::uint64_t> head_{0};
  alignas(separation) std::atomic<std::uint64_t> tail_{0};
};

// The usual C++ design: all indices in the ring, each on cache lines of its own.
template <typename T> class SharedRing {
 public:
  explicit SharedRing(std::size_t capacity)
      : mask_(capacity - 1), slots_(new (std::align_val_t(separation)) T[capacity]()) {}
  ~SharedRing() { operator delete[](slots_, std::align_val_t(separation)); }
  SharedRing(const SharedRing &) = delete;
  SharedRing &operator=(const SharedRing &) = delete;

  // Both ends are the ring itself.
  using Producer = SharedRing &;
  using Consumer = SharedRing &;

  bool try_push(const T &value) {
    if (tail_local_ - head_cached_ > mask_) {
      head_cached_ = head_.load(std::memory_order_acquire);
      if (tail_local_ - head_cached_ > mask_) return false;
    }
    slots_[tail_local_ & mask_] = value;
    tail_.store(++tail_local_, std::memory_order_release);
    return true;
  }

  bool try_pop(T &value) {
    if (head_local_ == tail_cached_) {
      tail_cached_ = tail_.load(std::memory_order_acquire);
      if (head_local_ == tail_cached_) return false;
    }
    value = slots_[head_local_ & mask_];
    head_.store(++head_local_, std::memory_order_release);
    return true;
  }

 private:
  const std::size_t mask_;
  T *const slots_;
  alignas(separation) std::atomic<std::uint64_t> head_{0};
  alignas(separation) std::atomic<std::uint64_t> tail_{0};
  // The producer's own.
  alignas(separation) std::uint64_t tail_local_ = 0;
  std::uint64_t head_cached_ = 0;
  // The consumer's own.
  alignas(separation) std::uint64_t head_local_ = 0;
  std::uint64_t tail_cached_ = 0;
};

}  // namespace bench
