"""Measures simulators on one network: in turns, several times, each on one core."""
import math
import statistics
from dataclasses import asdict, dataclass

from lists import write_lists
from process import RunError, run


@dataclass(frozen=True)
class Plan:
    repeats: int
    budget: float      # [s] for all repetitions of one simulator on one network, roughly
    scale: float       # of the biological time that is simulated
    limit: float       # [s] after which a single run is given up

    def longest(self, network):
        return network.duration * self.scale


def round_down(x):
    """To one digit that is 1, 2 or 5, so that durations read well."""
    power = 10.0 ** math.floor(math.log10(x) + 1e-9)
    return next(d * power for d in (5, 2, 1) if d * power <= x * (1 + 1e-9))


def outside_expected(network, duration):
    rate = network.poisson[0] if network.poisson else 0
    return round(rate * duration * network.neurons)


class Measurement:
    """One simulator on one network."""

    def __init__(self, tool, network, plan, folder):
        self.tool, self.network, self.plan = tool, network, plan
        self.folder = folder / tool.name
        self.runs = []

    def prepare(self, duration):
        self.duration = duration
        self.folder.mkdir(parents=True, exist_ok=True)
        self.given = write_lists(self.network, duration, self.folder)
        self.command, self.environment = self.tool.prepare(self.network, duration, self.folder)

    def run_once(self):
        finished = run(self.command, self.folder, self.plan.limit, self.environment)
        one = self.tool.read(finished, self.folder)
        outside = self.given
        if outside is None:
            outside = outside_expected(self.network, self.duration)
        one["outside_counted"] = one.get("outside") is not None
        if not one["outside_counted"]:
            one["outside"] = outside
        if "arrivals" in one:
            one["recurrent"] = one.pop("arrivals") - outside
        return {**one, "wall_s": finished.wall, "cpu_s": finished.cpu, "peak_mb": finished.peak}

    def choose_duration(self):
        """From a short run: as long as the network asks for, less if that takes too long."""
        longest = self.plan.longest(self.network)
        self.prepare(round_down(longest / 50))
        pilot = self.run_once()
        speed = max(pilot["simulate_s"], 1e-6) / self.duration
        affordable = self.plan.budget / self.plan.repeats / speed
        if affordable < longest:
            longest = max(round_down(affordable), self.duration)
        if longest != self.duration:
            self.prepare(longest)

    def summary(self):
        def both(value):
            values = [value(r) for r in self.runs]
            return {"min": min(values), "median": statistics.median(values)}

        first = self.runs[0]
        events = first["recurrent"] + first["outside"]
        return {
            "version": self.tool.version(), "kind": self.tool.kind, "duration_s": self.duration,
            "spikes": first["spikes"], "recurrent_events": first["recurrent"],
            "outside_events": first["outside"], "outside_counted": first["outside_counted"],
            "rate_hz": first["spikes"] / self.network.neurons / self.duration,
            "s_per_biological_s": both(lambda r: r["simulate_s"] / self.duration),
            "ns_per_event": both(lambda r: r["simulate_s"] * 1e9 / events) if events else None,
            "build_s": both(lambda r: r["build_s"]),
            "peak_mb": max(r["peak_mb"] for r in self.runs),
            "engine": first.get("engine"),
            "bytes_per_synapse": first.get("bytes_per_synapse"),
            "same_spikes_each_time": all(r["spikes"] == first["spikes"] for r in self.runs),
            "runs": self.runs,
        }


def attempt(step, failed, name):
    """Whether the step of a simulator went well; if not, why is kept in failed."""
    try:
        step()
        return True
    except (RunError, OSError, ValueError, KeyError) as error:
        failed[name] = {"failed": str(error) or type(error).__name__}
        return False


def ratios(results, base="rlif"):
    """How many times as long as the base each other simulator took for a biological second."""
    own = results.get(base, {}).get("s_per_biological_s")
    return {name: {k: r["s_per_biological_s"][k] / own[k] for k in own}
            for name, r in results.items()
            if own and name != base and "s_per_biological_s" in r}


def same_spikes(results):
    """Whether stored and procedural synapses gave the same: counts of all kinds and the
    coefficient of variation of the intervals to the last bit. None if that cannot be said."""
    stored, drawn = results.get("rlif", {}), results.get("rlif-procedural", {})
    if "runs" not in stored or "runs" not in drawn or stored["duration_s"] != drawn["duration_s"]:
        return None
    return stored["runs"][0]["populations"] == drawn["runs"][0]["populations"]


def measure(network, tools, plan, folder, say):
    """All about one network, as it goes into its JSON file."""
    results, ready = {}, []
    for tool in tools:
        reason = tool.missing() or tool.cannot(network)
        if reason:
            results[tool.name] = {"skipped": reason}
            continue
        say(f"{network.name}: {tool.name}")
        one = Measurement(tool, network, plan, folder / network.name)
        if attempt(one.choose_duration, results, tool.name):
            ready.append(one)
    for _ in range(plan.repeats):    # in turns, so that a busy minute of the machine meets all
        for one in list(ready):
            if not attempt(lambda: one.runs.append(one.run_once()), results, one.tool.name):
                ready.remove(one)
    for one in ready:
        results[one.tool.name] = one.summary()
    return {"network": asdict(network), "neurons": network.neurons, "synapses": network.synapses,
            "results": results, "times_of_rlif": ratios(results),
            "times_of_rlif_procedural": ratios(results, "rlif-procedural"),
            "procedural_spikes_are_the_same": same_spikes(results)}
