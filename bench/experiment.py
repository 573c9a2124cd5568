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


def stdp(rule):
    return ["plasticity = stdp", f"A_plus = {number(rule.a_plus)}",
            f"A_minus = {number(rule.a_minus)}", f"tau_plus = {number(rule.tau_plus)} ms",
            f"tau_minus = {number(rule.tau_minus)} ms", f"w_max = {number(rule.w_max)} mV"]


def alike(network, source):
    """The populations in groups that a [connect] from the source can reach."""
    populations = network.populations
    if network.rule == "fixed_outdegree":
        return [(target,) for target in populations]
    if network.stdp and source is populations[0]:
        return [populations[:1], populations[1:]]
    return [populations]


def rule(network, source, targets):
    if network.rule == "fixed_indegree":
        return f"fixed_indegree {source.in_degree}"
    if network.rule == "pairwise_bernoulli":
        return f"pairwise_bernoulli {number(source.in_degree / source.count)}"
    target, = targets
    return f"fixed_outdegree {round(network.out_degree() * target.count / network.neurons)}"


def connect(network, source, targets):
    names = ", ".join(p.name for p in targets)
    lines = ["", f"[connect {source.name} -> {names}]", f"rule = {rule(network, source, targets)}",
             f"weight = {weight(network, source.weight)}", f"delay = {number(network.delay)} ms"]
    first = network.populations[0]
    return lines + (stdp(network.stdp) if network.stdp and source is targets[0] is first else [])


def connections(network, storage):
    if network.rule == "list":
        name = network.populations[0].name
        return ["", f"[connect {name} -> {name}]", "rule = list synapses.csv"]
    lines = []
    for source in network.populations:
        for targets in alike(network, source):
            lines += connect(network, source, targets)
            lines += [f"storage = {storage}"] if storage else []
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


def experiment(network, duration, storage=None):
    """The text of the experiment file; duration in s.

    @storage: of the synapses, if that is not left to rlif"""
    lines = ["[experiment]", f"title = {network.title}", f"duration = {number(duration)} s",
             f"seed = {network.seed}", ""]
    lines += neurons(network) + connections(network, storage) + inputs(network)
    return "\n".join(lines) + "\n"
