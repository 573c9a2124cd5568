"""Lists of spikes and synapses: files that all simulators read, so that they are given the same."""
import random


def write_trains(network, duration, path):
    """Spikes of network.trains up to duration [s]; a longer list begins with the shorter one.

    Times are whole multiples of 10 ns, on no simulator's grid. Returns the number of spikes."""
    trains = network.trains
    draw = random.Random(f"{network.seed} trains")
    last = {}
    time, n = 0.0, 0
    with open(path, "w", encoding="utf-8") as file:
        file.write("time [ms],channel\n")
        while True:
            time += draw.expovariate(trains.channels * trains.rate / 1000)
            if time >= duration * 1000:
                return n
            channel = draw.randrange(trains.channels)
            if time - last.get(channel, -1e9) >= trains.dead_time:
                last[channel] = time
                file.write(f"{time:.5f},{channel}\n")
                n += 1


def write_synapses(network, path):
    """Recurrent synapses of the rule list: random weights, one in five negative and four times as
    large, delays in whole tenths of a ms, which a grid of 0.1 ms can keep."""
    population, = network.populations
    draw = random.Random(f"{network.seed} synapses")
    steps = round((network.longest_delay - network.delay) * 10)
    with open(path, "w", encoding="utf-8") as file:
        file.write("source,target,weight [mV],delay [ms]\n")
        for target in range(population.count):
            for source in draw.sample(range(population.count), population.in_degree):
                weight = population.weight * draw.uniform(0.5, 1.5)
                if source % 5 == 4:
                    weight *= -4
                delay = network.delay + draw.randrange(steps + 1) / 10
                file.write(f"{source},{target},{weight:.6f},{delay:.1f}\n")


def write_input_synapses(network, path):
    """Which neurons each channel feeds, where it feeds several."""
    trains = network.trains
    draw = random.Random(f"{network.seed} input synapses")
    with open(path, "w", encoding="utf-8") as file:
        file.write("source,target\n")
        for channel in range(trains.channels):
            for target in sorted(draw.sample(range(network.neurons), trains.fan_out)):
                file.write(f"{channel},{target}\n")


def split_trains(network, folder):
    """trains-NAME.csv for each population: channel k feeds its neuron k."""
    names = [p.name for p in network.populations for _ in range(p.count)]
    first = {}
    for neuron, name in enumerate(names):
        first.setdefault(name, neuron)
    files = {name: open(folder / f"trains-{name}.csv", "w", encoding="utf-8") for name in first}
    with open(folder / "trains.csv", encoding="utf-8") as trains:
        head = next(trains)
        for file in files.values():
            file.write(head)
        for line in trains:
            time, channel = line.split(",")
            name = names[int(channel)]
            files[name].write(f"{time},{int(channel) - first[name]}\n")
    for file in files.values():
        file.close()


def write_lists(network, duration, folder):
    """All files of a network: trains.csv with input-synapses.csv or trains-NAME.csv, synapses.csv.

    Returns the number of arrivals from the trains, None if there are no trains."""
    if network.rule == "list":
        write_synapses(network, folder / "synapses.csv")
    if network.trains is None:
        return None
    spikes = write_trains(network, duration, folder / "trains.csv")
    if network.trains.fan_out:
        write_input_synapses(network, folder / "input-synapses.csv")
    else:
        split_trains(network, folder)
    return spikes * (network.trains.fan_out or 1)
