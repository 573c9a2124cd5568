"""What a benchmark network is, in numbers that every simulator is given alike.

Neurons are numbered through the populations in their order. Membrane potentials are in mV relative
to the leak reversal, times in ms, rates in Hz. Weights are jumps in mV: of the membrane for
"delta", of an exponentially decaying drive g of tau_m dV/dt = -V + g for "exp".
"""
from dataclasses import dataclass
from typing import Optional, Tuple


@dataclass(frozen=True)
class Population:
    name: str
    count: int
    in_degree: int      # synapses that each neuron of the network gets from this population
    weight: float       # [mV] of each of them
    tau_syn: float = 0  # [ms] "exp": of the drive they feed


@dataclass(frozen=True)
class Trains:
    """Spikes given as a list: channels that fire at random, but for a dead time after each."""
    channels: int
    rate: float         # [Hz] of a channel, but for the dead time
    weight: float       # [mV]
    fan_out: int = 0    # neurons fed by each channel; 0: channel k feeds neuron k
    dead_time: float = 2.385


@dataclass(frozen=True)
class Stdp:
    """Of the synapses within the first population: all pairs, additive, weights from 0 to w_max."""
    a_plus: float       # steps, as shares of w_max
    a_minus: float
    tau_plus: float     # [ms] of the traces
    tau_minus: float
    w_max: float        # [mV]


@dataclass(frozen=True)
class Network:
    name: str
    title: str
    populations: Tuple[Population, ...]
    duration: float                     # [s] biological time to simulate if it is not too slow
    model: str = "delta"                # or "exp"
    rule: str = "fixed_indegree"        # or fixed_outdegree, pairwise_bernoulli, list
    delay: float = 1.5                  # with a list: the shortest
    longest_delay: float = 0            # with a list; the same as `delay` if all have one
    tau_m: float = 20
    threshold: float = 20
    reset: float = 0
    refractory: float = 2
    start: Tuple[float, float] = (0, 0)             # V at time 0, evenly between these
    poisson: Optional[Tuple[float, float]] = None   # rate [Hz] and weight [mV], for each neuron
    trains: Optional[Trains] = None
    stdp: Optional[Stdp] = None
    procedural: bool = False            # measure rlif with procedural synapses as well
    seed: int = 20231

    @property
    def neurons(self):
        return sum(p.count for p in self.populations)

    @property
    def synapses(self):
        """Recurrent ones; expected where the rule is random in their number."""
        return self.neurons * sum(p.in_degree for p in self.populations)

    def out_degree(self):
        """Synapses that leave each neuron, with the rule fixed_outdegree."""
        return sum(p.in_degree for p in self.populations)
