"""What test-driver.sh asks of the benchmark's modules and results: checks.py NAME [ARGUMENTS]."""
import csv
import json
import math
import sys
from dataclasses import asdict
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "bench"))
import experiment
import lists
import measure
import process
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
    assert tables.row("it", {**summary, "engine": "windowed"}, {"min": 2.385})[::4] == (
        "it, windowed", "2.38", f"{10 ** 9 - 250000}")


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
    assert workloads.WORKLOADS["sparse-1000000"].synapses == 10 ** 8


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
    network = workloads.WORKLOADS["reservoir"]
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
    assert len(figures) >= 12 and len({f["name"] for f in figures}) == len(figures)
    for f in figures:
        assert f["unit"] == "ns" and 0 < f["min"] <= f["median"] < 1e6, f


if __name__ == "__main__":
    globals()[sys.argv[1]](*sys.argv[2:])
