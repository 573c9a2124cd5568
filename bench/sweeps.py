"""What the sweeps say: cost against one number, and where a grid of steps is cheaper."""
import math
from dataclasses import dataclass

from tables import short, table


@dataclass(frozen=True)
class Axis:
    """What a sweep changes: "a rate" in "Hz"."""
    name: str
    unit: str

    def label(self):
        name = self.name.split(" ", 1)[1]
        return f"{name} [{self.unit}]" if self.unit else name

    def of(self, value):
        return f"{self.name} of {value} {self.unit}".rstrip()


def cost(measured, name):
    """[s] for a biological second, None if there is no figure."""
    result = measured["results"].get(name, {})
    return result["s_per_biological_s"]["min"] if "runs" in result else None


def crossovers(xs, ours, theirs):
    """Where two curves cross, straight between points in double-logarithmic axes."""
    found = []
    points = [(math.log(x), math.log(a / b)) for x, a, b in zip(xs, ours, theirs) if a and b]
    for (x0, d0), (x1, d1) in zip(points, points[1:]):
        if d0 * d1 < 0:
            found.append(math.exp(x0 + (x1 - x0) * d0 / (d0 - d1)))
    return found


def verdict(xs, axis, ours, theirs, other):
    """Who is cheaper where, in a sentence."""
    pairs = [(a, b) for a, b in zip(ours, theirs) if a and b]
    if not pairs:
        return f"No figures of both rlif and {other}."
    low, high = ("rlif", other) if pairs[0][0] < pairs[0][1] else (other, "rlif")
    places = " and ".join(short(x) for x in crossovers(xs, ours, theirs))
    if not places:
        return f"{low} is cheaper throughout."
    if " and " in places:
        return f"{low} is cheaper at the lowest; they change places at {axis.of(places)}."
    return f"{low} is cheaper below {axis.of(places)}, {high} above."


def sweep_table(kind, axis, measured, xs, names):
    """The section of one sweep."""
    costs = {name: [cost(m, name) for m in measured] for name in names}
    rows = [(short(x), *(short(costs[name][k]) for name in names)) for k, x in enumerate(xs)]
    head = (axis.label(), *(f"{name} [s/bio. s]" for name in names))
    first, last = (measured[k]["network"]["title"] for k in (0, -1))
    lines = [f"### Cost against {kind}", f"From {first} to {last}.",
             table(head, rows)]
    lines += ["* " + verdict(xs, axis, costs["rlif"], costs[name], name)
              for name in names if name != "rlif" and any(costs[name])]
    return "\n\n".join(lines)
