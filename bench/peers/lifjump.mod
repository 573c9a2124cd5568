COMMENT
Leaky integrate-and-fire neuron with delta synapses as an event-driven cell of NEURON. NEURON's own
IntFire1 is the same but for its reset, which is always the leak reversal potential.
Weights and potentials are in mV relative to the leak reversal potential.
ENDCOMMENT

NEURON {
  ARTIFICIAL_CELL LifJump
  RANGE tau, v_th, v_reset, refractory, v0, spikes, arrivals
}

PARAMETER {
  tau = 20 (ms)
  v_th = 20
  v_reset = 0
  refractory = 2 (ms)
  v0 = 0
}

ASSIGNED {
  v_last
  t_last (ms)
  deaf
  spikes
  arrivals
}

INITIAL {
  v_last = v0
  t_last = 0
  deaf = 0
  spikes = 0
  arrivals = 0
}

NET_RECEIVE (w) {
  if (flag == 1) {
    deaf = 0
    v_last = v_reset
    t_last = t
  } else {
    arrivals = arrivals + 1
    if (deaf == 0) {
      v_last = v_last * exp (-(t - t_last) / tau) + w
      t_last = t
      if (v_last >= v_th) {
        deaf = 1
        spikes = spikes + 1
        net_send (refractory, 1)
        net_event (t)
      }
    }
  }
}
