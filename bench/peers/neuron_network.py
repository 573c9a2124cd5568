"""Builds a benchmark network of event-driven cells in NEURON, runs it and prints what it did.

Usage: neuron_network.py NETWORK.json DURATION LIBRARY. Lists are read from the current folder.
"""
import json
import sys
import time

import numpy as np
from neuron import h


def make_cells(net, draw):
    cells = []
    for _ in range(sum(p["count"] for p in net["populations"])):
        cell = h.LifJump()
        cell.tau, cell.v_th = net["tau_m"], net["threshold"]
        cell.v_reset, cell.refractory = net["reset"], net["refractory"]
        cell.v0 = draw.uniform(*net["start"])
        cells.append(cell)
    return cells


def synapse(source, target, weight, delay):
    connection = h.NetCon(source, target)
    connection.weight[0] = weight
    connection.delay = delay
    return connection


def connect(net, cells, draw):
    if net["rule"] == "list":
        rows = np.loadtxt("synapses.csv", delimiter=",", skiprows=1)
        return [synapse(cells[int(i)], cells[int(j)], w, d) for i, j, w, d in rows]
    made, first = [], 0
    out_degree = sum(p["in_degree"] for p in net["populations"])
    for p in net["populations"]:
        sources = range(first, first + p["count"])
        first += p["count"]
        if net["rule"] == "fixed_outdegree":
            pairs = ((i, j) for i in sources for j in draw.integers(0, len(cells), out_degree))
        else:
            pairs = ((i, j) for j in range(len(cells))
                     for i in draw.integers(sources.start, sources.stop, p["in_degree"]))
        made += [synapse(cells[i], cells[j], p["weight"], net["delay"]) for i, j in pairs]
    return made


def poisson(net, cells):
    if not net["poisson"]:
        return []
    rate, weight = net["poisson"]
    made = []
    for k, cell in enumerate(cells):
        source = h.NetStim()
        source.interval, source.number = 1000 / rate, 1e9
        source.start, source.noise = 0, 1
        source.noiseFromRandom123(k, net["seed"], 1)
        made += [source, synapse(source, cell, weight, 0)]
    return made


def trains(net, cells, pc):
    """PatternStim plays spikes as if neurons of those numbers, which live nowhere, had fired. They
    need a delay, so that all input comes 0.1 ms later than in the other simulators."""
    if not net["trains"]:
        return []
    rows = np.loadtxt("trains.csv", delimiter=",", skiprows=1).reshape(-1, 2)
    times, channels = h.Vector(rows[:, 0]), h.Vector(rows[:, 1])
    source = h.PatternStim()
    source.play(times, channels)
    made = [source, times, channels]
    if net["trains"]["fan_out"]:
        pairs = np.loadtxt("input-synapses.csv", delimiter=",", skiprows=1, dtype=int)
    else:
        pairs = ((k, k) for k in range(net["trains"]["channels"]))
    for channel, target in pairs:
        connection = pc.gid_connect(int(channel), cells[target])
        connection.weight[0] = net["trains"]["weight"]
        connection.delay = 0.1
        made.append(connection)
    return made


def main():
    path, duration, library = sys.argv[1:]
    with open(path, encoding="utf-8") as file:
        net = json.load(file)
    start = time.perf_counter()
    h.nrn_load_dll(library)
    h.dt = 0.05   # below all delays; it moves nothing: cells and arrivals are on no grid
    pc = h.ParallelContext()
    draw = np.random.default_rng(net["seed"])
    cells = make_cells(net, draw)
    kept = [connect(net, cells, draw), poisson(net, cells), trains(net, cells, pc)]
    pc.set_maxstep(10)
    h.finitialize()
    built = time.perf_counter()
    pc.psolve(float(duration) * 1000)
    done = time.perf_counter()
    print(json.dumps({"spikes": sum(int(c.spikes) for c in cells),
                      "arrivals": sum(int(c.arrivals) for c in cells),
                      "objects": sum(len(k) for k in kept),
                      "simulate_s": done - built, "build_s": built - start}))


if __name__ == "__main__":
    main()
