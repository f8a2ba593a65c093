"""Measures exocap beside other people's retargeting in alternating rounds, and prints a Markdown table.

peers.py SECTION BENCH FOLDER SHARED: kinematics, limiter, hand or trajectories; exocap's benchmark program; the folder of the
environment that scripts/bench-peers.sh made (programs of C++ peers, `venv`, `venv-placo`); the shared data.
"""

import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "Peers"))

import numpy as np  # noqa: E402
from contender import PERIOD, numbers, targets  # noqa: E402
from inputs import STREAMS, Inputs  # noqa: E402

ROUNDS = 11
# [s] Of one contender's turn.
TURN = 0.06
SCRIPTS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "Peers")


class Contender:
    """A process that answers lines with numbers."""

    def __init__(self, title, command):
        self.title = title
        environment = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment, stderr=subprocess.DEVNULL)

    def ask(self, work, count):
        self.process.stdin.write(f"{work} {count}\n")
        self.process.stdin.flush()
        while line := self.process.stdout.readline():
            try:
                return np.array([float(word) for word in line.split()])
            except ValueError:
                # A library that greets.
                continue
        raise SystemExit(f"peers.py: {self.title} ended at: {work} {count}")


class Arena:
    """All contenders of one environment, each started when it is first asked for."""

    def __init__(self, bench, folder, inputs):
        self.folder, self.inputs = folder, inputs
        python, placo = (os.path.join(folder, name, "bin", "python") for name in ("venv", "venv-placo"))
        self.commands = {"exocap": [bench, "contender", inputs]}
        for title, program in (("Pinocchio", "pinocchio"), ("KDL", "kdl"), ("Ruckig", "ruckig")):
            self.commands[title] = [os.path.join(folder, program), inputs]
        for title, script in (("pink", "pink"), ("mink", "mink"), ("TRAC-IK", "tracik"), ("dex-retargeting", "dex")):
            self.commands[title] = [python, os.path.join(SCRIPTS, script + "_contender.py"), inputs]
        self.commands["placo"] = [placo, os.path.join(SCRIPTS, "placo_contender.py"), inputs]
        with open(os.path.join(folder, "absent.txt")) as file:
            self.absent = dict(line.rstrip("\n").split(": ", 1) for line in file)
        self.running = {}

    def has(self, title):
        return title not in self.absent

    def __getitem__(self, title):
        if title not in self.running:
            self.running[title] = Contender(title, self.commands[title])
        return self.running[title]

    def alternate(self, questions):
        """Answers of ROUNDS rounds to each (contender, work, first count): everybody in turn, who begins changes; the round before,
        which sets how many operations fill a turn, does not count."""
        questions = [question for question in questions if self.has(question[0])]
        counts = []
        for title, work, count in questions:
            time = self[title].ask(work, count)[0]
            counts.append(int(max(10, min(200 * count, TURN * 1e9 / time))))
        answers = [[] for _ in questions]
        for turn in range(ROUNDS):
            for place in range(len(questions)):
                which = (turn + place) % len(questions)
                title, work, _ = questions[which]
                answers[which].append(self[title].ask(work, counts[which]))
        return {question[0] + " " + question[1]: np.array(answer) for question, answer in zip(questions, answers)}


def amount(nanoseconds):
    microseconds = nanoseconds / 1e3
    return f"{microseconds:.2f}" if microseconds < 10 else f"{microseconds:.1f}" if microseconds < 100 else f"{microseconds:.0f}"


def summary(times):
    """Median and quartiles [µs]."""
    low, middle, high = np.quantile(times, [0.25, 0.5, 0.75])
    return f"{amount(middle)} ({amount(low)} … {amount(high)})"


def ratio(ours, theirs):
    """The median over rounds of ours by theirs of the same round."""
    return float(np.median(ours / theirs))


def judged(value, bound):
    return f"{value:.3f} | {bound}{'' if value <= bound else ' **missed**'}" if bound else f"{value:.3f} | "


def agree(arena, work, count, titles, tolerance, slices=None):
    """Refuses to measure what does not compute the same."""
    ours = arena["exocap"].ask(work, count)
    for title in titles:
        if not arena.has(title):
            continue
        theirs = arena[title].ask(work, count)
        worst = np.abs(ours - theirs).max()
        if ours.shape != theirs.shape or not worst <= tolerance:
            raise SystemExit(f"peers.py: {title} and exocap differ by {worst} in {work}")


def agree_on_places(arena, count, titles):
    """The same for contenders that say where the tools are, but no Jacobian."""
    ours = arena["exocap"].ask("fk-values", count).reshape(2 * count, 54)[:, :12].ravel()
    for title in titles:
        if arena.has(title):
            theirs = arena[title].ask("place-values", count)
            if not np.abs(ours - theirs).max() <= 1e-9:
                raise SystemExit(f"peers.py: {title} puts the tools {np.abs(ours - theirs).max()} elsewhere")


def row(arena, answers, what, ours, theirs, bound=None):
    """One line: ours and one peer's, with the ratio of alternating rounds."""
    if theirs not in answers:
        return
    a, b = answers[ours], answers[theirs]
    title = theirs.split()[0]
    print(f"| {what} | {summary(a[:, 0])} | {title} | {summary(b[:, 0])} | {judged(ratio(a[:, 0], b[:, 0]), bound)} |")


def kinematics(arena):
    agree(arena, "fk-values", 64, ["Pinocchio", "KDL"], 1e-9)
    agree(arena, "gravity-values", 64, ["Pinocchio"], 1e-6)
    agree_on_places(arena, 64, ["pink", "mink", "placo", "TRAC-IK"])
    print(f"Times in µs, two arms of seven joints together: median (quartiles) of {ROUNDS} rounds, contenders in turn; ratio: median of the rounds' own.")
    print("\n| | exocap | peer | its time | ratio | bound |\n|---|---|---|---|---|---|")
    answers = arena.alternate([("exocap", "fk", 20000), ("Pinocchio", "fk", 20000), ("KDL", "fk", 5000)])
    row(arena, answers, "forward kinematics, Jacobians of both tools", "exocap fk", "Pinocchio fk", 0.5)
    row(arena, answers, "the same", "exocap fk", "KDL fk")
    answers = arena.alternate([("exocap", "gravity", 10000), ("Pinocchio", "gravity", 10000)])
    row(arena, answers, "holding torques of all 29 joints", "exocap gravity", "Pinocchio gravity", 1.0)
    steps(arena)
    answers = arena.alternate([("exocap", "warm", 3000), ("Pinocchio", "warm", 1000)])
    row(arena, answers, "solution to 1e-6 from 0.03 rad beside", "exocap warm", "Pinocchio warm", 0.4)
    reached = {key: 100 * answer[:, 1].mean() for key, answer in answers.items()}
    answers = arena.alternate([("exocap", "cold", 300), ("TRAC-IK", "cold", 20)])
    row(arena, answers, "solution to 1e-3 from the middle of all limits", "exocap cold", "TRAC-IK cold", 0.2)
    reached |= {key: 100 * answer[:, 1].mean() for key, answer in answers.items()}
    print("\nShare of solutions found: " + ", ".join(f"{key} {share:.2f} %" for key, share in reached.items()) + ".")
    absent(arena)


def steps(arena):
    """One differential step towards a moving target, and the same off one's own body."""
    answers = arena.alternate(
        [("exocap", "step t1", 20000), ("Pinocchio", "step t1", 5000), ("KDL", "step t1", 2000), ("placo", "step t1", 500)]
        + [("pink", "step t1", 100), ("mink", "step t1", 100)]
    )
    row(arena, answers, "step towards moving targets", "exocap step t1", "Pinocchio step t1", 0.5)
    for title in ("KDL", "placo", "mink", "pink"):
        row(arena, answers, "the same", "exocap step t1", f"{title} step t1")
    names = ("meet", "t1")
    answers = arena.alternate(
        [("exocap", f"{work} {name}", 5000) for name in names for work in ("step", "step-apart")]
        + [("mink", f"{work} {name}", 50) for name in names for work in ("step", "step-apart")]
    )
    extra = []
    for name, what in zip(names, ("hands led into each other", "hands apart")):
        if f"mink step {name}" not in answers:
            continue
        row(arena, answers, f"step with 21 pairs of capsules, {what}", f"exocap step-apart {name}", f"mink step-apart {name}")
        more = answers[f"exocap step-apart {name}"][:, 0] - answers[f"exocap step {name}"][:, 0]
        theirs = answers[f"mink step-apart {name}"][:, 0] - answers[f"mink step {name}"][:, 0]
        rows = answers[f"exocap step-apart {name}"][:, 1].mean()
        extra.append((what, more, theirs, rows))
    for what, more, theirs, rows in extra:
        missed = "" if np.median(more) <= 2000 else " **missed**"
        print(f"| what the pairs add, {what} ({rows:.1f} rows a step) | {summary(more)} | mink | {summary(theirs)} | | 2 µs{missed} |")


def limiter(arena):
    print(f"Times in µs of one tick of 14 joints: median (quartiles) of {ROUNDS} rounds, contenders in turn.")
    print("\n| set-points | exocap | Ruckig | ratio | bound | following error, mean [mrad]: exocap, Ruckig | peak v, a, j of exocap | of Ruckig |\n|---|---|---|---|---|---|---|---|")
    lines = [("smooth", "waves, up to 5 rad/s"), ("human", "a recorded person's arms")]
    for name, what in lines:
        answers = arena.alternate([("exocap", f"limit {name}", 5000), ("Ruckig", f"limit {name}", 500)])
        a, b = answers[f"exocap limit {name}"][:, 0], answers[f"Ruckig limit {name}"][:, 0]
        wanted = numbers(arena.inputs, name + ".txt")
        sent = {title: arena[title].ask(f"limit-values {name}", 0).reshape(-1, 14) for title in ("exocap", "Ruckig")}
        errors = [1e3 * np.abs(sent[title] - wanted).mean() for title in sent]
        shown = [", ".join(f"{peak:.1f}" for peak in peaks(sent[title], wanted[0])) for title in sent]
        print(f"| {what} | {summary(a)} | {summary(b)} | {judged(ratio(a, b), 0.1)} | {errors[0]:.2f}, {errors[1]:.2f} | {shown[0]} | {shown[1]} |")
    absent(arena)


def peaks(sent, start):
    """Largest speed, acceleration and jerk of what was sent, from rest at `start`; what is sent as float32 starts as one."""
    if np.all(sent == sent.astype(np.float32)):
        start = start.astype(np.float32).astype(float)
    q = np.vstack([np.repeat(start[None, :], 3, axis=0), sent])
    return [np.abs(np.diff(q, n, axis=0)).max() / PERIOD**n for n in (1, 2, 3)]


def hand(arena):
    points = numbers(arena.inputs, "keypoints.txt").reshape(-1, 21, 3)
    palm = numbers(arena.inputs, "palm.txt").reshape(3, 3)
    print(f"Times in µs of one Allegro hand: median (quartiles) of {ROUNDS} rounds, contenders in turn; error: mean distance of fingertips from where 1.6 times the operator's vector from the wrist puts them.")
    print("\n| | exocap | dex-retargeting | ratio | bound | error, mm: exocap, dex-retargeting |\n|---|---|---|---|---|---|")
    kinds = [("vector", "vector", "wrist to fingertips"), ("pinch", "pinch", "the same, pinching fingertips drawn together (DexPilot)"), ("knuckle", "vector", "exocap's own: knuckle to fingertip")]
    for ours, theirs, what in kinds:
        answers = arena.alternate([("exocap", f"hand {ours}", 500), ("dex-retargeting", f"hand {theirs}", 20)])
        if not arena.has("dex-retargeting"):
            continue
        a, b = answers[f"exocap hand {ours}"][:, 0], answers[f"dex-retargeting hand {theirs}"][:, 0]
        error = [fingertip_error(arena, title, kind, points, palm) for title, kind in (("exocap", ours), ("dex-retargeting", theirs))]
        shown = f"{error[0]:.1f}, {error[1]:.1f}" if ours == "vector" else ""
        print(f"| {what} | {summary(a)} | {summary(b)} | {judged(ratio(a, b), 0.02)} | {shown} |")
    absent(arena)


def fingertip_error(arena, title, kind, points, palm):
    """[mm] By Pinocchio's forward kinematics for both."""
    import pinocchio as pin

    model = pin.buildModelFromUrdf(f"{arena.inputs}/allegro.urdf")
    state = model.createData()
    order = [model.joints[model.getJointId(f"joint_{i}.0")].idx_q for i in (0, 1, 2, 3, 12, 13, 14, 15, 4, 5, 6, 7, 8, 9, 10, 11)]
    tips = [model.getFrameId(f"link_{i}.0_tip") for i in (15, 3, 7, 11)]
    wrist = model.getFrameId("wrist")
    errors = []
    for joints, reading in zip(arena[title].ask(f"hand-values {kind}", 0).reshape(-1, 16), points):
        q = pin.neutral(model)
        q[order] = joints
        pin.framesForwardKinematics(model, state, q)
        for tip, keypoint in zip(tips, (4, 8, 12, 16)):
            way = state.oMf[tip].translation - state.oMf[wrist].translation
            errors.append(np.linalg.norm(way - 1.6 * palm @ (reading[keypoint] - reading[0])))
    return 1e3 * float(np.mean(errors))


BOUNDS = {"t1": (0.1, None), "t2": (0.1, None), "t3": (18.5, None), "t4": (5, 60), "t5": (1.0, None)}
WORDS = {"t1": "smooth, reachable", "t2": "Cartesian figure", "t3": "beyond reach", "t4": "beyond joint limits", "t5": "noise, glitches, a gap"}


def trajectories(arena):
    titles = ["exocap", "pink", "mink", "placo"]
    agree_on_places(arena, 64, titles[1:])
    print("Error of the worse hand against the target of the same tick after the first second, mm; no delay is taken off. Peaks of what is sent.")
    print("\n| trajectory | | error, mean | max | outside limits, no solution, ticks | peak v, rad/s | peak a, rad/s² | peak j, rad/s³ | time of a tick, µs: median, p99 |\n|---|---|---|---|---|---|---|---|---|")
    for name in STREAMS:
        for title in titles:
            if arena.has(title):
                answer = arena[title].ask(f"track {name}", 0)
                figures = judge(arena, name, answer[3:].reshape(-1, 14))
                print(track_line(name, title, figures, answer[:3]))
    absent(arena)


def track_line(name, title, figures, times):
    mean, worst, outside, (speed, acceleration, jerk) = figures
    missed = ["", ""]
    if title == "exocap":
        for index, (value, bound) in enumerate(zip((mean, worst), BOUNDS[name])):
            if bound:
                missed[index] = f" (≤ {bound})" if value <= bound else f" (≤ {bound} **missed**)"
    what = f"{name}: {WORDS[name]}" if title == "exocap" else ""
    return (
        f"| {what} | {title} | {mean:.3f}{missed[0]} | {worst:.1f}{missed[1]} | {outside}, {times[2]:.0f} | {speed:.1f} | {acceleration:.0f} | {jerk:.3g} | "
        f"{amount(times[0])}, {amount(times[1])} |"
    )


def judge(arena, name, sent):
    """Mean and largest error [mm], ticks outside the limits, peaks; by one program for all."""
    import pinocchio as pin

    whole = pin.buildModelFromUrdf(f"{arena.inputs}/g1.urdf")
    state = whole.createData()
    from contender import JOINTS

    order = [whole.joints[whole.getJointId(joint)].idx_q for joint in JOINTS]
    tools = [whole.getFrameId(f"{side}_tool", pin.BODY) for side in ("left", "right")]
    # The noisy one's truth is the first.
    truth = targets(arena.inputs, "t1" if name == "t5" else name)
    errors = []
    for tick in range(500, len(sent)):
        q = pin.neutral(whole)
        q[order] = sent[tick]
        pin.framesForwardKinematics(whole, state, q)
        errors.append(max(np.linalg.norm(state.oMf[tools[hand]].translation - truth[tick, hand, :3, 3]) for hand in range(2)))
    lower, upper = numbers(arena.inputs, "limits.txt").T
    # What a double of the limits themselves may round to is no violation.
    outside = int(np.any((sent < lower - 1e-9) | (sent > upper + 1e-9), axis=1).sum())
    start = numbers(arena.inputs, "start.txt")[0]
    return 1e3 * np.mean(errors), 1e3 * np.max(errors), outside, peaks(sent, start)


def absent(arena):
    for title, reason in arena.absent.items():
        print(f"\nNot here: {title}, {reason}.")


def main():
    section, bench, folder, shared = sys.argv[1:]
    inputs = os.path.join(folder, "inputs")
    Inputs(shared, inputs).write()
    {"kinematics": kinematics, "limiter": limiter, "hand": hand, "trajectories": trajectories}[section](Arena(bench, folder, inputs))


main()
