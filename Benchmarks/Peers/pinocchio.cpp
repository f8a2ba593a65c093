// Pinocchio's side of Benchmarks/peers.py: the two arms of the G1 with everything else locked.
// Compiled by scripts/bench-peers.sh with -O3 -march=native against the headers of the PyPI package. The models are built here from
// tables that Pinocchio itself wrote of the robot's description: its library is compiled for another alignment of vectors.
#include <pinocchio/algorithm/frames.hpp>
#include <pinocchio/algorithm/jacobian.hpp>
#include <pinocchio/algorithm/joint-configuration.hpp>
#include <pinocchio/algorithm/kinematics.hpp>
#include <pinocchio/algorithm/rnea.hpp>

#include <algorithm>

#include "contender.hpp"

namespace pin = pinocchio;
using Jacobian = Eigen::Matrix<double, 6, Eigen::Dynamic>;

namespace {

const char *const sides[] = {"left", "right"};

struct Arms {
  std::string folder;
  pin::Model whole, model;
  pin::Data wholeData, data;
  pin::FrameIndex tools[2];
  /// Where each of the fourteen joints is in q.
  int at[14], wholeAt[14];
  Jacobian jacobians[2];

  explicit Arms(const std::string &given) : folder(given) {
    build(whole, "whole", wholeAt);
    build(model, "arms", at);
    data = pin::Data(model);
    wholeData = pin::Data(whole);
    const auto rows = contender::numbers(folder + "/tools.txt");
    for (int arm = 0; arm < 2; arm++) {
      const double *v = &rows[13 * arm];
      tools[arm] = model.addFrame(pin::Frame(std::string(sides[arm]) + "_tool", pin::JointIndex(v[0]), 0, placement(v + 1), pin::OP_FRAME));
      jacobians[arm] = Jacobian::Zero(6, model.nv);
    }
    data = pin::Data(model);
  }

  /// A place and a turn by columns.
  static pin::SE3 placement(const double *v) {
    Eigen::Matrix3d turn;
    turn << v[3], v[6], v[9], v[4], v[7], v[10], v[5], v[8], v[11];
    return pin::SE3(turn, Eigen::Vector3d(v[0], v[1], v[2]));
  }

  /// A row a joint: parent, axis (0 … 2), placement, mass, centre, inertia (xx xy yy xz yz zz), place among the arms' joints or -1.
  void build(pin::Model &into, const std::string &name, int *places) {
    const auto rows = contender::numbers(folder + "/" + name + ".txt");
    for (size_t row = 0; row + 25 <= rows.size(); row += 25) {
      const double *v = &rows[row];
      const auto parent = pin::JointIndex(v[0]);
      const std::string joint = std::to_string(row);
      const auto place = placement(v + 2);
      const auto index = v[1] == 0   ? into.addJoint(parent, pin::JointModelRX(), place, joint)
                         : v[1] == 1 ? into.addJoint(parent, pin::JointModelRY(), place, joint)
                                     : into.addJoint(parent, pin::JointModelRZ(), place, joint);
      const pin::Symmetric3 inertia(v[18], v[19], v[20], v[21], v[22], v[23]);
      into.appendBodyToJoint(index, pin::Inertia(v[14], Eigen::Vector3d(v[15], v[16], v[17]), inertia), pin::SE3::Identity());
      if (v[24] >= 0) places[int(v[24])] = into.joints[index].idx_q();
    }
  }

  /// Rows of fourteen as vectors of the arms' model.
  std::vector<Eigen::VectorXd> poses(const std::string &name) const {
    const auto values = contender::numbers(folder + "/" + name);
    std::vector<Eigen::VectorXd> result;
    for (size_t row = 0; row + 14 <= values.size(); row += 14) {
      Eigen::VectorXd q(14);
      for (int joint = 0; joint < 14; joint++) q[at[joint]] = values[row + joint];
      result.push_back(q);
    }
    return result;
  }

  void place(const Eigen::VectorXd &q) {
    pin::computeJointJacobians(model, data, q);
    for (auto tool : tools) pin::updateFramePlacement(model, data, tool);
  }

  std::vector<double> forward(long count) {
    const auto all = poses("joints.txt");
    double sum = 0;
    const double start = contender::now();
    for (long i = 0; i < count; i++) {
      place(all[i % all.size()]);
      for (int arm = 0; arm < 2; arm++) pin::getFrameJacobian(model, data, tools[arm], pin::LOCAL_WORLD_ALIGNED, jacobians[arm]);
      sum += data.oMf[tools[0]].translation()[0] + jacobians[1](1, 13);
    }
    return {(contender::now() - start) / double(count), sum};
  }

  std::vector<double> forwardValues(long count) {
    std::vector<double> values;
    const auto all = poses("joints.txt");
    for (long i = 0; i < count; i++) {
      place(all[i]);
      for (int arm = 0; arm < 2; arm++) {
        Jacobian jacobian = Jacobian::Zero(6, model.nv);
        pin::getFrameJacobian(model, data, tools[arm], pin::LOCAL_WORLD_ALIGNED, jacobian);
        const auto &m = data.oMf[tools[arm]];
        for (int k = 0; k < 3; k++) values.push_back(m.translation()[k]);
        for (int c = 0; c < 3; c++)
          for (int r = 0; r < 3; r++) values.push_back(m.rotation()(r, c));
        for (int joint = 0; joint < 7; joint++)
          for (int r = 0; r < 6; r++) values.push_back(jacobian(r, at[7 * arm + joint]));
      }
    }
    return values;
  }

  std::vector<double> gravity(long count) {
    const auto values = contender::numbers(folder + "/joints.txt");
    std::vector<Eigen::VectorXd> all;
    for (size_t row = 0; row + 14 <= values.size(); row += 14) {
      Eigen::VectorXd q = pin::neutral(whole);
      for (int joint = 0; joint < 14; joint++) q[wholeAt[joint]] = values[row + joint];
      all.push_back(q);
    }
    double sum = 0;
    const double start = contender::now();
    for (long i = 0; i < count; i++) sum += pin::computeGeneralizedGravity(whole, wholeData, all[i % all.size()])[0];
    return {(contender::now() - start) / double(count), sum};
  }

  std::vector<double> gravityValues(long count) {
    const auto values = contender::numbers(folder + "/joints.txt");
    std::vector<double> result;
    for (long i = 0; i < count; i++) {
      Eigen::VectorXd q = pin::neutral(whole);
      for (int joint = 0; joint < 14; joint++) q[wholeAt[joint]] = values[14 * i + joint];
      const auto torque = pin::computeGeneralizedGravity(whole, wholeData, q);
      for (int joint = 0; joint < 14; joint++) result.push_back(torque[wholeAt[joint]]);
    }
    return result;
  }

  /// One damped least-squares step of both arms, as Pinocchio's example of inverse kinematics does it for one; no bounds.
  ///
  /// The missing place and turn before it come back.
  std::pair<double, double> step(Eigen::VectorXd &q, const pin::SE3 *targets, double damping) {
    place(q);
    Eigen::Matrix<double, 12, 14> both;
    Eigen::Matrix<double, 12, 1> error;
    std::pair<double, double> missing{0, 0};
    for (int arm = 0; arm < 2; arm++) {
      const pin::SE3 iMd = data.oMf[tools[arm]].actInv(targets[arm]);
      const pin::Motion e = pin::log6(iMd);
      jacobians[arm].setZero();
      pin::getFrameJacobian(model, data, tools[arm], pin::LOCAL, jacobians[arm]);
      Eigen::Matrix<double, 6, 6> log;
      pin::Jlog6(iMd.inverse(), log);
      both.middleRows<6>(6 * arm).noalias() = -log * jacobians[arm];
      error.segment<6>(6 * arm) = e.toVector();
      missing.first = std::max(missing.first, iMd.translation().norm());
      missing.second = std::max(missing.second, e.angular().norm());
    }
    Eigen::Matrix<double, 12, 12> square;
    square.noalias() = both * both.transpose();
    square.diagonal().array() += damping;
    const Eigen::Matrix<double, 14, 1> move = -both.transpose() * square.ldlt().solve(error);
    q += move;
    return missing;
  }

  std::vector<double> steps(const std::string &name, long count) {
    const auto values = contender::numbers(folder + "/" + name + ".txt");
    std::vector<pin::SE3, Eigen::aligned_allocator<pin::SE3>> targets;
    for (size_t row = 0; row + 7 <= values.size(); row += 7) {
      const double *v = &values[row];
      targets.emplace_back(Eigen::Quaterniond(v[6], v[3], v[4], v[5]).normalized().toRotationMatrix(), Eigen::Vector3d(v[0], v[1], v[2]));
    }
    const auto begin = poses("start.txt")[0];
    Eigen::VectorXd q = begin;
    size_t next = 0;
    const double start = contender::now();
    for (long i = 0; i < count; i++) {
      step(q, &targets[next], 1e-6);
      next += 2;
      if (next == targets.size()) {
        next = 0;
        q = begin;
      }
    }
    std::vector<double> result = {(contender::now() - start) / double(count), 0, 0, 0};
    for (int joint = 0; joint < 14; joint++) result.push_back(q[at[joint]]);
    return result;
  }

  /// Both arms from beside each pose to 1e-6 m and rad.
  std::vector<double> warm(long count) {
    const auto goals = poses("joints.txt"), begins = poses("near.txt");
    std::vector<pin::SE3, Eigen::aligned_allocator<pin::SE3>> targets;
    for (const auto &goal : goals) {
      place(goal);
      for (auto tool : tools) targets.push_back(data.oMf[tool]);
    }
    long reached = 0;
    const double start = contender::now();
    for (long i = 0; i < count; i++) {
      const size_t row = i % goals.size();
      Eigen::VectorXd q = begins[row];
      for (int turn = 0; turn < 50; turn++) {
        const auto missing = step(q, &targets[2 * row], 1e-8);
        if (missing.first < 1e-6 && missing.second < 1e-6) {
          reached++;
          break;
        }
      }
    }
    return {(contender::now() - start) / double(count), double(reached) / double(count)};
  }
};

}  // namespace

int main(int count, char **arguments) {
  if (count != 2) return 2;
  Arms arms(arguments[1]);
  return contender::serve({
      {"fk", [&](auto &, long n) { return arms.forward(n); }},
      {"fk-values", [&](auto &, long n) { return arms.forwardValues(n); }},
      {"gravity", [&](auto &, long n) { return arms.gravity(n); }},
      {"gravity-values", [&](auto &, long n) { return arms.gravityValues(n); }},
      {"step", [&](auto &name, long n) { return arms.steps(name, n); }},
      {"warm", [&](auto &, long n) { return arms.warm(n); }},
  });
}
