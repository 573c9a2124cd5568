"""The networks that are measured, and the sweeps over rate, drive, size and in-degree."""
from dataclasses import replace

from networks import Network, Population, Stdp, Trains
from sweeps import Axis


def brunel(neurons, in_degree, weight, duration):
    """Brunel 2000, model A, asynchronous irregular: g = 5, eta = 2, doi:10.1023/A:1008925309027."""
    return Network(
        name=f"brunel-{neurons}",
        title=f"Brunel, {neurons} neurons, in-degree {in_degree}, delta synapses",
        populations=(Population("E", neurons * 4 // 5, in_degree * 4 // 5, weight),
                     Population("I", neurons // 5, in_degree // 5, -5 * weight)),
        reset=10, start=(0, 20), duration=duration,
        poisson=(2 * 20 / (weight * 0.020), weight))


def stdp(neurons, in_degree, weight, duration):
    """The same network, whose E -> E synapses learn: from the middle of their range, depressed a
    little more than potentiated, and in small steps, as rates are sensitive to these weights."""
    return replace(
        brunel(neurons, in_degree, weight, duration), name=f"stdp-{neurons}",
        title=f"Brunel, {neurons} neurons, in-degree {in_degree}, E -> E with STDP",
        stdp=Stdp(a_plus=0.0005, a_minus=0.00051, tau_plus=20, tau_minus=20, w_max=2 * weight))


def cuba(neurons, duration):
    """Vogels & Abbott 2005, doi:10.1523/JNEUROSCI.3508-05.2005, as benchmark 2 of Brette et al.
    2007, doi:10.1007/s10827-007-0038-6. E_L, here 0, lies 1 mV above the threshold."""
    return Network(
        name=f"cuba-{neurons}",
        title=f"Vogels-Abbott, {neurons} neurons, in-degree 80, exponential currents",
        populations=(Population("E", neurons * 4 // 5, 64, 1.62, tau_syn=5),
                     Population("I", neurons // 5, 16, -9.0, tau_syn=10)),
        model="exp", rule="pairwise_bernoulli", delay=0.1, duration=duration,
        threshold=-1, reset=-11, refractory=5, start=(-11, -1))


def kicked(name, title, neurons, in_degree, rate, duration, rule="fixed_indegree"):
    """Each spike from outside makes its neuron fire, so that the rate is what was asked for."""
    return Network(
        name=name, title=title, rule=rule, duration=duration,
        populations=(Population("E", neurons * 4 // 5, in_degree * 4 // 5, 0.0385),
                     Population("I", neurons // 5, in_degree // 5, -0.154)),
        trains=Trains(channels=neurons, rate=rate, weight=31.7))


def sparse(neurons):
    network = kicked(f"sparse-{neurons}",
                     f"{neurons} neurons at about 0.9 Hz, out-degree 100, delta synapses",
                     neurons, 100, 0.9, 1, rule="fixed_outdegree")
    return replace(network, procedural=True)


def reservoir(name, delays, shortest, longest):
    return Network(
        name=name,
        title=f"Reservoir of 1000 neurons, in-degree 100, driven by 100 spike trains, {delays}",
        populations=(Population("R", 1000, 100, 0.35),), rule="list",
        delay=shortest, longest_delay=longest, duration=10,
        trains=Trains(channels=100, rate=23.85, weight=4.73, fan_out=100))


WORKLOADS = {n.name: n for n in (
    brunel(2500, 250, 0.4, 1), brunel(10000, 1000, 0.1, 1), cuba(4000, 1), cuba(40000, 1),
    sparse(200000), sparse(1000000), reservoir("reservoir", "one delay", 1.5, 1.5),
    reservoir("reservoir-delays", "delays of their own", 0.5, 5), stdp(10000, 1000, 0.1, 1))}

# Not in an ordinary run: it needs some GB and minutes.
LARGE = ("sparse-1000000",)


def driven(drive):
    """The network of Vogels & Abbott, whose E_L lies so far [mV] above the threshold."""
    return replace(cuba(4000, 1), title=f"Vogels-Abbott, 4000 neurons, driven {drive:g} mV above threshold",
                   threshold=-drive, reset=-drive - 10, start=(-drive - 10, -drive))


def sweep(kind, values, network):
    return [replace(network(v), name=f"{kind}-{v:g}") for v in values]


SWEEPS = {
    "rate": (Axis("a rate", "Hz"), sweep(
        "rate", (0.03, 0.3, 3, 30),
        lambda r: kicked("", f"10000 neurons, in-degree 100, {r:g} Hz", 10000, 100, r, 1))),
    "drive": (Axis("a drive", "mV"), sweep("drive", (1, 3, 6, 10, 16), driven)),
    "size": (Axis("a size", "neurons"), sweep(
        "size", (1000, 10000, 100000),
        lambda n: kicked("", f"{n} neurons, in-degree 100, 2 Hz", n, 100, 2, 1))),
    "in-degree": (Axis("an in-degree", ""), sweep(
        "in-degree", (10, 100, 1000),
        lambda k: kicked("", f"10000 neurons, in-degree {k}, 2 Hz", 10000, k, 2, 1))),
}
