"""Generates the C++ program of a benchmark network with Brian2's standalone mode.

Usage: brian2_network.py NETWORK.json DURATION FOLDER. Lists are read from the current folder.
The membrane is integrated exactly on a grid of 0.1 ms; spikes and arrivals lie on the grid.
"""
import json
import sys

import numpy as np
from brian2 import (Hz, Network, NeuronGroup, PoissonInput, SpikeGeneratorGroup, SpikeMonitor,
                    Synapses, defaultclock, device, ms, mV, prefs, second, seed, set_device)

EQUATIONS = {
    "delta": "dv/dt = -v/tau_m : volt (unless refractory)",
    "exp": """dv/dt = (g0 + g1 - v)/tau_m : volt (unless refractory)
              dg0/dt = -g0/tau_0 : volt
              dg1/dt = -g1/tau_1 : volt""",
}


def make_neurons(net):
    names = {"tau_m": net["tau_m"] * ms,
             "v_th": net["threshold"] * mV, "v_reset": net["reset"] * mV,
             "low": net["start"][0] * mV, "span": (net["start"][1] - net["start"][0]) * mV}
    for k, p in enumerate(net["populations"]):
        names[f"tau_{k}"] = p["tau_syn"] * ms
    n = sum(p["count"] for p in net["populations"])
    group = NeuronGroup(n, EQUATIONS[net["model"]], threshold="v >= v_th", reset="v = v_reset",
                        refractory=net["refractory"] * ms, method="exact", namespace=names)
    group.v = "low + rand()*span"
    return group


def learning_synapses(net, group):
    """Additive STDP of all pairs within the group. The whole delay lies before the synapse; an
    arrival depresses and then acts."""
    rule, largest = net["stdp"], net["stdp"]["w_max"] * mV
    return Synapses(
        group, group, """w : volt
                         da/dt = -a/tau_plus : volt (event-driven)
                         db/dt = -b/tau_minus : volt (event-driven)""",
        on_pre="""w = clip(w - b, nothing, w_max)
                  v_post += w
                  a += a_plus""",
        on_post="""w = clip(w + a, nothing, w_max)
                   b += a_minus""",
        delay={"pre": net["delay"] * ms},
        namespace={"a_plus": rule["a_plus"] * largest, "a_minus": rule["a_minus"] * largest,
                   "tau_plus": rule["tau_plus"] * ms, "tau_minus": rule["tau_minus"] * ms,
                   "w_max": largest, "nothing": 0 * mV})


def connect(net, synapses, population):
    if net["rule"] == "fixed_indegree":
        synapses.connect(i=f"k for k in sample(N_pre, size={population['in_degree']})")
    elif net["rule"] == "fixed_outdegree":
        out_degree = sum(p["in_degree"] for p in net["populations"])
        synapses.connect(j=f"k for k in sample(N_post, size={out_degree})")
    else:
        synapses.connect(p=population["in_degree"] / population["count"])


def connect_by_rule(net, group):
    made, first = [], 0
    for k, p in enumerate(net["populations"]):
        variable = "v" if net["model"] == "delta" else f"g{k}"
        source, targets = group[first:first + p["count"]], group
        if net["stdp"] and k == 0:
            synapses = learning_synapses(net, source)
            connect(net, synapses, p)
            synapses.w = p["weight"] * mV
            made.append(synapses)
            targets = group[p["count"]:]
        first += p["count"]
        synapses = Synapses(source, targets, on_pre=f"{variable}_post += w",
                            delay=net["delay"] * ms, namespace={"w": p["weight"] * mV})
        connect(net, synapses, p)
        made.append(synapses)
    return made


def connect_by_list(net, group):
    source, target, weight, delay = np.loadtxt("synapses.csv", delimiter=",", skiprows=1).T
    one = net["delay"] * ms if net["delay"] == net["longest_delay"] else None
    synapses = Synapses(group, group, "w : volt", on_pre="v_post += w", delay=one)
    synapses.connect(i=source.astype(int), j=target.astype(int))
    synapses.w = weight * mV
    if one is None:
        synapses.delay = delay * ms
    return [synapses]


def feed(net, group):
    made = []
    if net["poisson"]:
        rate, weight = net["poisson"]
        # As many sources as make the rate of each small against the grid.
        sources = max(1, round(rate / 20))
        made.append(PoissonInput(group, "v", N=sources, rate=rate / sources * Hz,
                                 weight=weight * mV))
    trains = net["trains"]
    if trains:
        rows = np.loadtxt("trains.csv", delimiter=",", skiprows=1).reshape(-1, 2)
        time, channel = rows.T
        spikes = SpikeGeneratorGroup(trains["channels"], channel.astype(int), time * ms)
        synapses = Synapses(spikes, group, on_pre="v_post += w",
                            namespace={"w": trains["weight"] * mV})
        if trains["fan_out"]:
            i, j = np.loadtxt("input-synapses.csv", delimiter=",", skiprows=1, dtype=int).T
            synapses.connect(i=i, j=j)
        else:
            synapses.connect(j="i")
        made += [spikes, synapses]
    return made


def main():
    path, duration, folder = sys.argv[1:]
    with open(path, encoding="utf-8") as file:
        net = json.load(file)
    prefs.codegen.cpp.extra_compile_args_gcc = ["-O3", "-march=native", "-ffast-math", "-w"]
    set_device("cpp_standalone", build_on_run=False, directory=folder)
    seed(net["seed"] % 2**31)
    defaultclock.dt = 0.1 * ms
    group = make_neurons(net)
    make = connect_by_list if net["rule"] == "list" else connect_by_rule
    synapses = make(net, group)
    monitor = SpikeMonitor(group, record=False)
    Network(group, monitor, *synapses, *feed(net, group)).run(float(duration) * second)
    device.build(directory=folder, compile=False, run=False, clean=False)
    arrays = {"count": device.get_array_filename(monitor.variables["count"]),
              "n_outgoing": [device.get_array_filename(s.variables["N_outgoing"])
                             for s in synapses]}
    with open(f"{folder}/arrays.json", "w", encoding="utf-8") as file:
        json.dump(arrays, file)


if __name__ == "__main__":
    main()
