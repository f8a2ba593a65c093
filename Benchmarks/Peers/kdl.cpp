// Orocos KDL's side of Benchmarks/peers.py: each arm of the G1 as a chain of its own.
// chain.txt (written by Benchmarks/peers.py) has per arm seven rows: place, turn by columns, axis, lower, upper.
#include <kdl/chain.hpp>
#include <kdl/chainfksolverpos_recursive.hpp>
#include <kdl/chainiksolvervel_wdls.hpp>
#include <kdl/chainjnttojacsolver.hpp>

#include <memory>

#include "contender.hpp"

namespace {

struct Arm {
  KDL::Chain chain;
  std::unique_ptr<KDL::ChainFkSolverPos_recursive> forward;
  std::unique_ptr<KDL::ChainJntToJacSolver> jacobian;
  std::unique_ptr<KDL::ChainIkSolverVel_wdls> solver;
  KDL::JntArray q{7}, move{7};
  KDL::Frame tool;
  KDL::Jacobian columns{7};

  explicit Arm(const double *rows) {
    // A segment is a joint and the frame after it: the way to the next joint stands in the segment before.
    chain.addSegment(KDL::Segment(KDL::Joint(KDL::Joint::None), frame(rows)));
    for (int joint = 0; joint < 7; joint++) {
      const double *row = rows + 17 * joint;
      const KDL::Frame next = joint < 6 ? frame(row + 17) : KDL::Frame(KDL::Vector(0.05, 0, 0));
      const KDL::Vector axis(row[12], row[13], row[14]);
      chain.addSegment(KDL::Segment(KDL::Joint(KDL::Vector::Zero(), axis, KDL::Joint::RotAxis), next));
    }
    forward = std::make_unique<KDL::ChainFkSolverPos_recursive>(chain);
    jacobian = std::make_unique<KDL::ChainJntToJacSolver>(chain);
    solver = std::make_unique<KDL::ChainIkSolverVel_wdls>(chain);
    solver->setLambda(1e-3);
  }

  static KDL::Frame frame(const double *v) {
    return KDL::Frame(KDL::Rotation(v[3], v[6], v[9], v[4], v[7], v[10], v[5], v[8], v[11]), KDL::Vector(v[0], v[1], v[2]));
  }

  void set(const double *positions) {
    for (int joint = 0; joint < 7; joint++) q(joint) = positions[joint];
  }
};

struct Arms {
  std::string folder;
  std::vector<double> rows;
  Arm left, right;

  explicit Arms(const std::string &given)
      : folder(given), rows(contender::numbers(given + "/chain.txt")), left(&rows[0]), right(&rows[7 * 17]) {}

  std::vector<double> forward(long count) {
    const auto joints = contender::numbers(folder + "/joints.txt");
    double sum = 0;
    size_t at = 0;
    const double start = contender::now();
    for (long i = 0; i < count; i++) {
      for (Arm *arm : {&left, &right}) {
        arm->set(&joints[at + (arm == &right ? 7 : 0)]);
        arm->forward->JntToCart(arm->q, arm->tool);
        arm->jacobian->JntToJac(arm->q, arm->columns);
      }
      sum += left.tool.p[0] + right.columns(1, 6);
      at = at + 14 == joints.size() ? 0 : at + 14;
    }
    return {(contender::now() - start) / double(count), sum};
  }

  std::vector<double> forwardValues(long count) {
    const auto joints = contender::numbers(folder + "/joints.txt");
    std::vector<double> values;
    for (long i = 0; i < count; i++)
      for (Arm *arm : {&left, &right}) {
        arm->set(&joints[14 * i + (arm == &right ? 7 : 0)]);
        arm->forward->JntToCart(arm->q, arm->tool);
        arm->jacobian->JntToJac(arm->q, arm->columns);
        for (int k = 0; k < 3; k++) values.push_back(arm->tool.p[k]);
        for (int c = 0; c < 3; c++)
          for (int r = 0; r < 3; r++) values.push_back(arm->tool.M(r, c));
        for (int joint = 0; joint < 7; joint++)
          for (int r = 0; r < 6; r++) values.push_back(arm->columns(r, joint));
      }
    return values;
  }

  /// Damped least squares over a singular value decomposition, arm by arm.
  std::vector<double> steps(const std::string &name, long count) {
    const auto values = contender::numbers(folder + "/" + name + ".txt");
    std::vector<KDL::Frame> targets;
    for (size_t row = 0; row + 7 <= values.size(); row += 7) {
      const double *v = &values[row];
      targets.emplace_back(KDL::Rotation::Quaternion(v[3], v[4], v[5], v[6]), KDL::Vector(v[0], v[1], v[2]));
    }
    const auto begin = contender::numbers(folder + "/start.txt");
    left.set(&begin[0]);
    right.set(&begin[7]);
    size_t next = 0;
    const double start = contender::now();
    for (long i = 0; i < count; i++) {
      for (Arm *arm : {&left, &right}) {
        arm->forward->JntToCart(arm->q, arm->tool);
        const KDL::Twist missing = KDL::diff(arm->tool, targets[next + (arm == &right ? 1 : 0)]);
        arm->solver->CartToJnt(arm->q, missing, arm->move);
        KDL::Add(arm->q, arm->move, arm->q);
      }
      next += 2;
      if (next == targets.size()) {
        next = 0;
        left.set(&begin[0]);
        right.set(&begin[7]);
      }
    }
    std::vector<double> result = {(contender::now() - start) / double(count), 0, 0, 0};
    for (Arm *arm : {&left, &right})
      for (int joint = 0; joint < 7; joint++) result.push_back(arm->q(joint));
    return result;
  }
};

}  // namespace

int main(int count, char **arguments) {
  if (count != 2) return 2;
  Arms arms(arguments[1]);
  return contender::serve({
      {"fk", [&](auto &, long n) { return arms.forward(n); }},
      {"fk-values", [&](auto &, long n) { return arms.forwardValues(n); }},
      {"step", [&](auto &name, long n) { return arms.steps(name, n); }},
  });
}
