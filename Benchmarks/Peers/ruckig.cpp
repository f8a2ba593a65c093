// Ruckig's side of Benchmarks/peers.py: fourteen joints that follow set-points with bounded speed, acceleration and jerk.
// Ruckig's own sources come from its PyPI package; scripts/bench-peers.sh compiles both with -O3 -march=native.
#include <algorithm>
#include <array>

#include <ruckig/ruckig.hpp>

#include "contender.hpp"

namespace {

constexpr size_t joints = 14;
constexpr double period = 0.002;

struct Follower {
  std::vector<double> wanted;
  ruckig::Ruckig<joints> solver{period};
  ruckig::InputParameter<joints> input;
  ruckig::OutputParameter<joints> output;
  std::array<double, joints> before{};
  long failures = 0;

  Follower(const std::string &folder, const std::string &name) : wanted(contender::numbers(folder + "/" + name + ".txt")) {
    for (size_t joint = 0; joint < joints; joint++) {
      input.max_velocity[joint] = 10;
      input.max_acceleration[joint] = 120;
      input.max_jerk[joint] = 30000;
      input.current_position[joint] = wanted[joint];
      before[joint] = wanted[joint];
    }
    // Each joint on its own, as quickly as may be: to wait for the slowest would cost more and follow less well.
    input.synchronization = ruckig::Synchronization::None;
  }

  void step(const double *row) {
    for (size_t joint = 0; joint < joints; joint++) {
      input.target_position[joint] = row[joint];
      input.target_velocity[joint] = std::clamp((row[joint] - before[joint]) / period, -10.0, 10.0);
      before[joint] = row[joint];
    }
    if (int(solver.update(input, output)) < 0) failures++;
    output.pass_to_input(input);
  }
};

}  // namespace

int main(int count, char **arguments) {
  if (count != 2) return 2;
  const std::string folder = arguments[1];
  return contender::serve({
      {"limit",
       [&](auto &name, long n) -> std::vector<double> {
         Follower follower(folder, name);
         const size_t rows = follower.wanted.size() / joints;
         const double start = contender::now();
         for (long i = 0; i < n; i++) follower.step(&follower.wanted[joints * (i % rows)]);
         return {(contender::now() - start) / double(n), double(follower.failures)};
       }},
      {"limit-values",
       [&](auto &name, long) {
         Follower follower(folder, name);
         std::vector<double> sent;
         for (size_t row = 0; row + joints <= follower.wanted.size(); row += joints) {
           follower.step(&follower.wanted[row]);
           for (size_t joint = 0; joint < joints; joint++) sent.push_back(follower.output.new_position[joint]);
         }
         return sent;
       }},
  });
}
