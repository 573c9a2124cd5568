"""What test-driver.sh asks of the benchmark's modules and results: checks.py NAME [ARGUMENTS]."""
import csv
import json
import math
import struct
import sys
from dataclasses import asdict, replace
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "bench"))
import experiment
import lists
import measure
import process
import rlif_tool
import sweeps
import tables
import workloads


def near(a, b, tolerance=1e-12):
    assert abs(a - b) <= tolerance * max(abs(a), abs(b)), (a, b)


def crossover():
    """a x^1.385 and b meet at (b/a)^(1/1.385), and a line in logarithms finds it exactly."""
    xs = [0.31, 2.7, 19.3]
    found = sweeps.crossovers(xs, [0.237 * x ** 1.385 for x in xs], [1.61] * 3)
    assert len(found) == 1
    near(found[0], (1.61 / 0.237) ** (1 / 1.385))
    assert sweeps.crossovers(xs, [0.2, 0.3, 0.4], [1, 2, 3]) == []
    assert sweeps.crossovers(xs, [0.2, None, 3], [1, 1, 1]) != [], "a missing point is left out"


def verdict():
    for xs, ours, theirs, wanted in (
            ([1, 10], [2, 2], [1, 4], "B is cheaper below a rate of 3.16 Hz, rlif above."),
            ([1, 10], [1, 4], [2, 2], "rlif is cheaper below a rate of 3.16 Hz, B above."),
            ([1, 10], [1, 2], [2, 4], "rlif is cheaper throughout."),
            ([1, 10], [3, 5], [2, 4], "B is cheaper throughout."),
            ([1, 10, 100], [1, 3, 1], [2, 2, 2], "rlif is cheaper at the lowest; they change "
             "places at a rate of 4.27 and 23.4 Hz."),
            ([1], [None], [2], "No figures of both rlif and B.")):
        said = sweeps.verdict(xs, sweeps.Axis("a rate", "Hz"), ours, theirs, "B")
        assert said == wanted, said
    assert sweeps.Axis("an in-degree", "").of(7) == "an in-degree of 7"
    assert sweeps.Axis("a rate", "Hz").label() == "rate [Hz]"


def durations():
    for x, wanted in ((0.0731, 0.05), (0.05, 0.05), (0.049, 0.02), (2.385, 2), (1, 1), (19.9, 10)):
        near(measure.round_down(x), wanted)


def ratios():
    def result(low, median):
        return {"s_per_biological_s": {"min": low, "median": median}}
    got = measure.ratios({"rlif": result(0.4, 0.5), "B": result(2.38, 3.1), "C": {"skipped": "-"}})
    assert list(got) == ["B"]
    near(got["B"]["min"], 2.38 / 0.4)
    near(got["B"]["median"], 3.1 / 0.5)
    assert measure.ratios({"rlif": {"failed": "-"}, "B": result(1, 2)}) == {}
    got = measure.ratios({"rlif": result(0.4, 0.5), "P": result(0.8, 0.6), "B": result(2.38, 3.1)}, "P")
    near(got["B"]["min"], 2.38 / 0.8)
    near(got["rlif"]["median"], 0.5 / 0.6)


def same_spikes():
    """Told from all counts and the last bit of the statistics, and only for equal times."""
    def result(cv, duration=0.5):
        return {"duration_s": duration, "runs": [{"populations": [{"spikes": 385, "cv_isi": cv}]}]}

    def said(stored, drawn):
        results = {"rlif": stored, "rlif-procedural": drawn}
        same = measure.same_spikes(results)
        return same, list(tables.procedural_notes({
            "procedural_spikes_are_the_same": same, "times_of_rlif_procedural":
            {"rlif": {"min": 0.7}, "Brian2": {"min": 2.385}}}))
    ratio = "Brian2 takes 2.38 times as long as rlif-procedural."
    same, notes = said(result(1.0), result(1.0))
    assert same is True and "gave the same spikes" in notes[0] and notes[1:] == [ratio]
    same, notes = said(result(1.0), result(1 + 2 ** -52))
    assert same is False and "DIFFERENT" in notes[0] and notes[1:] == [ratio]
    for other in (result(1.0, duration=0.2), {"failed": "why"}):
        assert said(result(1.0), other) == (None, [ratio])
    assert measure.same_spikes({"rlif": result(1.0)}) is None


def bytes_per_synapse():
    """Inputs do not count, however many synapses they have."""
    near(rlif_tool.bytes_per_synapse({
        "populations": [{"name": "E"}, {"name": "I"}],
        "synapses": [{"projection": "E -> I", "number": 100, "bytes": 238},
                     {"projection": "I -> E", "number": 285, "bytes": 1024},
                     {"projection": "trains-E -> E", "number": 9999, "bytes": 77777}]}), 1262 / 385)


class Fake:
    """A simulator that takes 3 s for a biological second, and 10 % longer each time."""
    name = kind = "fake"

    def __init__(self):
        self.taken = 3 / 1.1

    def version(self):
        return "0"

    def prepare(self, network, duration, folder):
        self.duration = duration
        return ["true"], None

    def read(self, finished, folder):
        self.taken *= 1.1
        return {"spikes": 7, "arrivals": 10 ** 9, "build_s": 0.1,
                "simulate_s": self.taken * self.duration}


def budget(folder):
    """What is simulated is the whole, or as much as the time allows; each repetition is kept."""
    network = workloads.WORKLOADS["brunel-2500"]     # 1 s, 5 kHz for each neuron
    for allowed, scale, wanted in ((100, 1, 1), (100, 0.2, 0.2), (7, 1, 0.5), (0.01, 1, 0.02)):
        plan = measure.Plan(repeats=4, budget=allowed, scale=scale, limit=60)
        one = measure.Measurement(Fake(), network, plan, Path(folder))
        one.choose_duration()
        near(one.duration, wanted)
        assert one.tool.duration == one.duration
    one.runs = [one.run_once() for _ in range(4)]
    summary = one.summary()
    near(summary["s_per_biological_s"]["min"], 3 * 1.1)
    near(summary["s_per_biological_s"]["median"], 3 * (1.1 ** 2 + 1.1 ** 3) / 2)
    assert summary["outside_events"] == 5000 * 2500 * 0.02 and not summary["outside_counted"]
    assert summary["recurrent_events"] == 10 ** 9 - summary["outside_events"]
    near(summary["ns_per_event"]["min"], 3 * 1.1 * 0.02)
    near(summary["rate_hz"], 7 / 2500 / 0.02)
    assert tables.row("it", summary, None)[0] == "it"
    row = tables.row("it", {**summary, "engine": "windowed", "bytes_per_synapse": 2.2385},
                     {"min": 2.385})
    assert len(row) == len(tables.COLUMNS)
    assert row[::4] == ("it, windowed", "2.38", f"{10 ** 9 - 250000}", "2.24")


def published():
    """The networks have the numbers of the papers, and of our examples of them."""
    def lines(network):
        return experiment.experiment(network, 0.5).splitlines()
    brunel = lines(workloads.WORKLOADS["brunel-10000"])
    for line in ("count = 8000", "count = 2000", "tau_m = 20 ms", "V_th = 20 mV", "V_reset = 10 mV",
                 "t_ref = 2 ms", "rule = fixed_indegree 800", "weight = 0.1 mV",
                 "rule = fixed_indegree 200", "weight = -0.5 mV", "delay = 1.5 ms",
                 "rate = 20000 Hz", "V_m = uniform(0 mV, 20 mV)", "duration = 0.5 s"):
        assert line in brunel, line
    cuba = lines(workloads.WORKLOADS["cuba-40000"])
    for line in ("count = 32000", "count = 8000", "C_m = 200 pF", "V_th = -1 mV",
                 "V_reset = -11 mV", "t_ref = 5 ms", "tau_syn_ex = 5 ms", "tau_syn_in = 10 ms",
                 "weight = 16.2 pA",
                 "rule = pairwise_bernoulli 0.002", "weight = -90 pA", "delay = 0.1 ms"):
        assert line in cuba, line
    sparse = lines(workloads.WORKLOADS["sparse-200000"])
    assert sparse.count("rule = fixed_outdegree 80") == 2
    assert sparse.count("rule = fixed_outdegree 20") == 2
    assert not [line for line in sparse if line.startswith("storage")]
    assert workloads.WORKLOADS["sparse-1000000"].synapses == 10 ** 8
    for name in ("sparse-200000", "sparse-1000000"):
        assert workloads.WORKLOADS[name].procedural
        drawn = experiment.experiment(workloads.WORKLOADS[name], 0.5, "procedural").splitlines()
        assert drawn.count("storage = procedural") == 4
    stdp = lines(workloads.WORKLOADS["stdp-10000"])
    first = stdp.index("[connect E -> E]")
    assert stdp[first:first + 11] == [
        "[connect E -> E]", "rule = fixed_indegree 800", "weight = 0.1 mV", "delay = 1.5 ms",
        "plasticity = stdp", "A_plus = 0.0005", "A_minus = 0.00051", "tau_plus = 20 ms",
        "tau_minus = 20 ms", "w_max = 0.2 mV", ""], stdp
    assert "[connect E -> I]" in stdp and stdp.count("plasticity = stdp") == 1
    fixed = [line for line in lines(workloads.WORKLOADS["brunel-10000"])
             if not line.startswith(("title", "[connect E"))]
    assert set(fixed) <= set(stdp), "the rest is the same network"


def notes():
    def result(rate=10.0, duration=1.0, cpu=1.99, same=True):
        return {"rate_hz": rate, "duration_s": duration, "same_spikes_each_time": same,
                "runs": [{"wall_s": 2.0, "cpu_s": cpu}]}
    said = list(tables.notes({"results": {
        "rlif": result(), "near": result(rate=10.2, duration=0.2), "other": result(rate=10.5),
        "short": result(rate=9.5, duration=0.2), "shared": result(cpu=1.7),
        "random": result(same=False), "absent": {"skipped": "why"}, "broken": {"failed": "how"}}}))
    assert [s.split()[0].split("'")[0] for s in said] == [
        "other", "short", "shared", "random", "absent", "broken"], said
    assert ["The times simulated differ" in s for s in said] == [False, True] + 4 * [False]


def limits():
    """A program that is too slow is ended, and one that fails is reported with what it said."""
    for argv, limit, wanted in ((["sleep", "60"], 0.1, "longer than"),
                                (["sh", "-c", "echo why >&2; exit 3"], 60, "ended with 3: why")):
        try:
            process.run(argv, ".", limit)
        except process.RunError as error:
            assert wanted in str(error), error
        else:
            raise AssertionError(argv)
    done = process.run(["sh", "-c", "echo $0", "it"], ".", 60)
    assert done.output == "it\n" and 0 <= done.cpu and 0 < done.peak and 0 < done.wall < 60


def rows(path):
    with open(path, encoding="utf-8") as file:
        return list(csv.reader(file))[1:]


def spike_lists(folder):
    """As many spikes as a dead time leaves, in order; a longer list begins with the shorter."""
    folder = Path(folder)
    network = next(n for _, ns in workloads.SWEEPS.values() for n in ns if n.name == "rate-30")
    trains = network.trains
    lists.write_trains(network, 0.05, folder / "short.csv")
    arrivals = lists.write_lists(network, 0.385, folder)
    spikes = [(float(t), int(c)) for t, c in rows(folder / "trains.csv")]
    assert arrivals == len(spikes) and spikes[:99] == [
        (float(t), int(c)) for t, c in rows(folder / "short.csv")][:99]
    assert spikes == sorted(spikes, key=lambda s: s[0]) and 0 < spikes[0][0] and spikes[-1][0] < 385
    mean = 0.385 * trains.channels / (1 / trains.rate + trains.dead_time / 1000)
    assert abs(len(spikes) - mean) < 5 * math.sqrt(mean), (len(spikes), mean)
    last = {}
    for t, c in spikes:
        assert t - last.get(c, -1e9) >= trains.dead_time - 1e-4
        last[c] = t
    parts = [(float(t), int(c) + k * 8000) for k, name in enumerate("EI")
             for t, c in rows(folder / f"trains-{name}.csv")]
    assert sorted(parts) == sorted(spikes)


def synapse_lists(folder):
    folder = Path(folder)
    lists.write_lists(workloads.WORKLOADS["reservoir"], 0.2, folder)
    assert {float(d) for _, _, _, d in rows(folder / "synapses.csv")} == {1.5}
    network = workloads.WORKLOADS["reservoir-delays"]
    arrivals = lists.write_lists(network, 0.2, folder)
    synapses = rows(folder / "synapses.csv")
    assert len(synapses) == network.synapses == 100000
    assert len({(s, t) for s, t, _, _ in synapses}) == len(synapses)
    assert {float(d) for _, _, _, d in synapses} == {k / 10 for k in range(5, 51)}
    assert all((float(w) < 0) == (int(s) % 5 == 4) for s, _, w, _ in synapses)
    fed = rows(folder / "input-synapses.csv")
    assert len(fed) == 100 * 100 and len({tuple(f) for f in fed}) == len(fed)
    assert arrivals == 100 * len(rows(folder / "trains.csv"))


def experiment_of(name, folder):
    """Writes the experiment of a network, small in time, with its lists."""
    network = workloads.WORKLOADS[name]
    lists.write_lists(network, 0.001, Path(folder))
    Path(folder, "network.rlif").write_text(experiment.experiment(network, 0.001), encoding="utf-8")


def learning_network(folder):
    """The network of stdp-10000, but small, that saves its weights; and the same with fixed ones."""
    network = workloads.stdp(2500, 250, 0.4, 0.1)
    text = experiment.experiment(network, 0.1)
    saving = text.replace("plasticity = stdp", "plasticity = stdp\nsave_weights = weights.csv")
    Path(folder, "learning.rlif").write_text(saving, encoding="utf-8")
    network = replace(network, stdp=None)
    Path(folder, "fixed.rlif").write_text(experiment.experiment(network, 0.1), encoding="utf-8")


def learned(folder):
    """Weights go both ways, by a hundredth at most on average, and none gets near a bound."""
    weights = [float(row[3]) / 0.4 for row in rows(Path(folder, "weights.csv"))]
    learning, fixed = (json.loads(Path(folder, name + ".json").read_text(encoding="utf-8"))["spikes"]
                       for name in ("learning", "fixed"))
    assert len(weights) == 2000 * 200
    assert min(weights) < 0.998 and 1.002 < max(weights), (min(weights), max(weights))
    assert 0.9 < min(weights) and max(weights) < 1.1
    assert abs(sum(weights) / len(weights) - 1) < 0.01
    assert learning != fixed and abs(learning / fixed - 1) < 0.1, (learning, fixed)


def procedural_results(folder):
    content = json.loads(Path(folder, "sparse-200000.json").read_text(encoding="utf-8"))
    stored, drawn = (content["results"][n] for n in ("rlif", "rlif-procedural"))
    assert content["procedural_spikes_are_the_same"] is True
    assert stored["spikes"] == drawn["spikes"] > 0
    assert stored["recurrent_events"] == drawn["recurrent_events"] > 0
    assert stored["bytes_per_synapse"] > 2 and drawn["bytes_per_synapse"] == 0
    near(content["times_of_rlif_procedural"]["rlif"]["min"] *
         content["times_of_rlif"]["rlif-procedural"]["min"], 1)
    text = Path(folder, "results.md").read_text(encoding="utf-8")
    assert "Stored and procedural synapses gave the same spikes." in text


def results(folder):
    """The figures of a run are consistent with each other and with the network."""
    content = json.loads(Path(folder, "reservoir.json").read_text(encoding="utf-8"))
    network = workloads.WORKLOADS["reservoir"]
    assert content["network"] == json.loads(json.dumps(asdict(network)))
    rlif = content["results"]["rlif"]
    assert len(rlif["runs"]) == 2 and rlif["same_spikes_each_time"] and rlif["outside_counted"]
    duration = rlif["duration_s"]
    lists.write_lists(network, duration, Path(folder))
    assert rlif["outside_events"] == 100 * len(rows(Path(folder, "trains.csv"))) > 0
    # Each spike reaches about as many as each neuron hears, but for those still on their way.
    assert 0 < rlif["recurrent_events"] / (100 * rlif["spikes"]) <= 1.05
    near(rlif["rate_hz"], rlif["spikes"] / 1000 / duration)
    times = [r["simulate_s"] for r in rlif["runs"]]
    near(rlif["s_per_biological_s"]["min"], min(times) / duration)
    near(rlif["s_per_biological_s"]["median"], sum(times) / 2 / duration)
    events = rlif["recurrent_events"] + rlif["outside_events"]
    near(rlif["ns_per_event"]["min"], min(times) / events * 1e9)
    assert all(r["build_s"] > 0 and r["peak_mb"] > 1 and r["wall_s"] > r["simulate_s"]
               for r in rlif["runs"])
    # A target of 2 bytes and a weight of 8; and where the rows begin.
    near(rlif["bytes_per_synapse"], 10 + 1001 * struct.calcsize("N") / 100000)
    assert content["results"].keys() == {"rlif", "Brian2"}
    assert content["procedural_spikes_are_the_same"] is None
    assert content["results"]["Brian2"].keys() == {"skipped"}
    assert content["machine"]["cores"] >= 1


def sweep_results(folder):
    content = json.loads(Path(folder, "sweep-rate.json").read_text(encoding="utf-8"))
    assert content["values"] == [0.03, 0.3, 3, 30]
    for value, point in zip(content["values"], content["points"]):
        rlif = point["results"]["rlif"]
        # Each given spike makes its neuron fire once; few fire unasked.
        assert rlif["outside_events"] <= rlif["spikes"] * 1.001 + 1
        expected = value * rlif["duration_s"] * 10000
        assert abs(rlif["spikes"] - expected) < 5 * math.sqrt(expected) + 0.1 * expected
    text = Path(folder, "results.md").read_text(encoding="utf-8")
    assert "### Cost against rate" in text and "| 30 " in text


def micro_results(path):
    figures = [json.loads(line) for line in Path(path).read_text(encoding="utf-8").splitlines()]
    assert len(figures) >= 19 and len({f["name"] for f in figures}) == len(figures)
    for f in figures:
        assert f["unit"] == "ns" and 0 < f["min"] <= f["median"] < 1e6, f


if __name__ == "__main__":
    globals()[sys.argv[1]](*sys.argv[2:])
