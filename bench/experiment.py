"""A benchmark network as an experiment file of rlif."""

PA_PER_MV = 10.0   # "exp": C_m/tau_m = 200 pF/20 ms


def number(x):
    return f"{x:.12g}"


def weight(network, mv):
    if network.model == "exp":
        return f"{number(mv * PA_PER_MV)} pA"
    return f"{number(mv)} mV"


def neurons(network):
    p = network.populations
    lines = [f"[neurons {p[0].name}]", f"count = {p[0].count}",
             f"model = lif_{network.model}", f"tau_m = {number(network.tau_m)} ms",
             "E_L = 0 mV", f"V_th = {number(network.threshold)} mV",
             f"V_reset = {number(network.reset)} mV", f"t_ref = {number(network.refractory)} ms"]
    low, high = network.start
    if low == high:
        lines.append(f"V_m = {number(low)} mV")
    else:
        lines.append(f"V_m = uniform({number(low)} mV, {number(high)} mV)")
    if network.model == "exp":
        lines += ["C_m = 200 pF", f"tau_syn_ex = {number(p[0].tau_syn)} ms",
                  f"tau_syn_in = {number(p[1].tau_syn)} ms"]
    for other in p[1:]:
        lines += ["", f"[neurons {other.name}]", f"like = {p[0].name}", f"count = {other.count}"]
    return lines


def connect(network, source, targets, rule):
    names = ", ".join(p.name for p in targets)
    return ["", f"[connect {source.name} -> {names}]", f"rule = {rule}",
            f"weight = {weight(network, source.weight)}", f"delay = {number(network.delay)} ms"]


def connections(network):
    populations, lines = network.populations, []
    if network.rule == "list":
        name = populations[0].name
        return ["", f"[connect {name} -> {name}]", "rule = list synapses.csv"]
    for source in populations:
        if network.rule == "fixed_indegree":
            lines += connect(network, source, populations, f"fixed_indegree {source.in_degree}")
        elif network.rule == "pairwise_bernoulli":
            p = number(source.in_degree / source.count)
            lines += connect(network, source, populations, f"pairwise_bernoulli {p}")
        else:
            for target in populations:
                k = round(network.out_degree() * target.count / network.neurons)
                lines += connect(network, source, (target,), f"fixed_outdegree {k}")
    return lines


def inputs(network):
    names = ", ".join(p.name for p in network.populations)
    lines = []
    if network.poisson:
        rate, mv = network.poisson
        lines += ["", f"[poisson drive -> {names}]", f"rate = {number(rate)} Hz",
                  f"weight = {weight(network, mv)}"]
    if network.trains and network.trains.fan_out:
        lines += ["", f"[spikes trains -> {names}]", "file = trains.csv",
                  "rule = list input-synapses.csv", f"channels = {network.trains.channels}",
                  f"weight = {weight(network, network.trains.weight)}"]
    elif network.trains:
        for p in network.populations:
            lines += ["", f"[spikes trains-{p.name} -> {p.name}]", f"file = trains-{p.name}.csv",
                      f"weight = {weight(network, network.trains.weight)}"]
    return lines


def experiment(network, duration):
    """The text of the experiment file; duration in s."""
    lines = ["[experiment]", f"title = {network.title}", f"duration = {number(duration)} s",
             f"seed = {network.seed}", ""]
    return "\n".join(lines + neurons(network) + connections(network) + inputs(network)) + "\n"
