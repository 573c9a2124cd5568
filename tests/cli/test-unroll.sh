#!/bin/sh
# rlif unroll, as a user meets it.
. "$RLIF_SRCDIR/tests/cli/tap.sh"
cd "$work" || exit 99

# All moments lie on the grid of 0.5 ms: there the network is the event-driven one.
cat > net.rlif <<'EOF2'
[experiment]
duration = 60 ms
seed = 11
[neurons E]
count = 12
model = lif_delta
t_ref = 1.5 ms
V_m = uniform(-70 mV, -54 mV)
[connect E -> E]
rule = list synapses.csv
[regular clock -> E]
interval = 2 ms
weight = 6.1 mV
[spikes cue -> E]
file = cue.csv
rule = all_to_all
weight = normal(3 mV, 1.7 mV)
delay = 0.5 ms
[record E]
spikes = spikes.csv
EOF2
awk 'BEGIN {
  print "source,target,weight [mV],delay [ms]"
  for (k = 0; k < 50; k++) printf "%d,%d,%.3f,%.1f\n", k * 5 % 12, k * k % 11, (k * 37 % 71) / 10.3 - 2, 0.5 + k % 5 / 2
}' > synapses.csv
awk 'BEGIN { print "time [ms],channel"; for (k = 0; k < 60; k++) printf "%.1f,%d\n", k * 29 % 120 / 2, k * k % 3 }' > cue.csv
# The matrices, iterated as rlif/unroll.h says, with nothing but Python.
cat > iterate.py <<'EOF2'
import ast, struct, sys
def load (name):
    data = open (sys.argv[1] + "-" + name + ".npy", "rb").read ()
    assert data[:8] == b"\x93NUMPY\x01\x00"
    size, = struct.unpack ("<H", data[8:10])
    head = ast.literal_eval (data[10:10 + size].decode ("ascii"))
    rows, columns = head["shape"]
    assert (10 + size) % 64 == 0 and head["descr"] == "<f8" and not head["fortran_order"]
    value = struct.unpack ("<%dd" % (rows * columns), data[10 + size:])
    return [value[k * columns:(k + 1) * columns] for k in range (rows)]
def times (matrix, vector):
    return [sum (m * v for m, v in zip (row, vector) if m) for row in matrix]
W_m, W_s, W_x, W_y, F, U, I, x = (load (n) for n in ("W_m", "W_s", "W_x", "W_y", "F", "U", "I", "x"))
b, r, theta, h = ([row[0] for row in load (n)] for n in ("b", "r", "theta", "h_0"))
is_spike = [any (row[k] for row in W_y) for k in range (len (h))]
def sigma (a):
    return [float (v >= t) if s else v for v, t, s in zip (a, theta, is_spike)]
print ("time [ms],population,neuron")
for n, x_n in enumerate (x):
    if n == 0:
        h = sigma ([a + i for a, i in zip (h, times (W_x, x_n))])
    else:
        f, u, i = ([1 - g for g in times (G, h)] for G in (F, U, I))
        flow = times (W_m, [a * v for a, v in zip (f, h)])
        arriving = [p + q for p, q in zip (times (W_s, h), times (W_x, x_n))]
        h = sigma ([u[k] * (flow[k] + b[k]) + (1 - u[k]) * r[k] + i[k] * arriving[k] for k in range (len (h))])
    for neuron, y in enumerate (times (W_y, h)):
        if y: print ("%g,E,%d" % (n * 0.5, neuron))
EOF2

check "a network is unrolled" exits 0 "$rlif" unroll net.rlif --dt '0.5 ms' --output net
check "with its size" contains out "hidden units      70: 12 states, 12 spikes, 46 spikes of earlier steps, 0 currents"
check "its spectral radius" sh -c "grep -qE '^  spectral radius +W_h +[0-9.]+' out && grep -qE 'membrane 0.951229' out"
check "and a check beside the steps" sh -c "grep -qE '121 points, [0-9]{2,} spikes, of which 0 differ' out"
check "its matrices are written" sh -c "ls net-W_h.npy net-W_h.csv net-W_x.npy net-W_y.csv net-units.csv net-inputs.csv net-x.npy"
check "the experiment is run event by event" exits 0 "$rlif" run net.rlif
check "and the matrices, iterated in Python, have its spikes" sh -c "python3 iterate.py net > iterated.csv; grep -v '^#' spikes.csv > events.csv; test \$(wc -l < events.csv) -gt 100 && cmp events.csv iterated.csv"
check "CSV and NPY files hold the same" sh -c "python3 -c '
import sys; sys.argv = [\"\", \"net\"]
exec (open (\"iterate.py\").read ().split (\"W_m, W_s\")[0])
for name in (\"W_h\", \"W_x\", \"theta\", \"x\"):
    m = load (name)
    e = [l.split (\",\") for l in open (\"net-%s.csv\" % name).read ().split ()[1:]]
    assert len (e) == sum (v != 0 for row in m for v in row), name
    assert all (m[int (i)][int (j)] == float (v) for i, j, v in e), name
'"
check "units say what they are" sh -c "test \$(wc -l < net-units.csv) -eq 71 && grep -qx '0,state,E,0,V_m \[mV\]' net-units.csv && grep -qx '12,spike,E,0,0' net-units.csv"
check "and lines of input" sh -c "grep -qE '^[0-9]+,spikes,cue,1,0.5\$' net-inputs.csv && grep -qE '^[0-9]+,spikes,clock,0,0\$' net-inputs.csv"
check "all is in JSON" exits 0 "$rlif" unroll net.rlif --dt '0.5 ms' --json --method euler
check "with all digits" sh -c "python3 -c '
import json
d = json.load (open (\"out\"))
assert d[\"units\"] == 70 and d[\"states\"] == 12 and d[\"inputs\"] == 3 and d[\"method\"] == \"euler\", d
assert abs (d[\"spectral_radius\"][\"membrane\"] - 0.95) < 1e-15 and d[\"spectral_radius\"][\"W_h\"] > 0.95, d
assert d[\"check\"][\"differing_spikes\"] == 0 and d[\"check\"][\"spikes\"] > 60 and d[\"only_csv\"] == [], d'"
check "the same files each time" sh -c "'$rlif' unroll net.rlif --dt '0.5 ms' -o again > null && for f in net-*; do cmp \$f again-\${f#net-} || exit 1; done"
check "many units have no spectral radius" exits 0 "$rlif" unroll net.rlif --set neurons.E.count=1200 --set neurons.E.t_ref=0ms --set neurons.E.V_reset=-69mV
check "which is said" contains out "W_h      not computed: more than 1500 units in loops"
sed 's/count = 12/count = 2800/; s/60 ms/3 ms/' net.rlif > large.rlif
check "a large network is unrolled" exits 0 "$rlif" unroll large.rlif --dt '0.5 ms' --output large
check "without the .npy files that would be too large" contains out "W_h is too large for an .npy file: only the .csv was written"
check "which are not there" sh -c "test ! -e large-W_h.npy && test -s large-W_h.csv && test -s large-theta.npy"
rm -f large-*

refused () { # STATUS MESSAGE ARGUMENTS...
  status=$1 message=$2
  shift 2
  check "refused: $*" exits "$status" "$rlif" unroll "$@"
  check "with the reason" contains err "$message"
}
printf '[experiment]\nduration = 5 ms\n[neurons odd]\ncount = 1\nmodel = glif2\n' > odd.rlif
refused 2 "one experiment file is needed, as in: rlif unroll network.rlif"
refused 2 "--method=heun: it is euler or exact" net.rlif --method heun
refused 2 "--dt=0 ms: it must be more than 0" net.rlif --dt '0 ms'
refused 1 "--dt=1: " net.rlif --dt 1
refused 2 "--dt=61 ms: it is longer than the run" net.rlif --dt '61 ms'
refused 1 "[neurons odd] model glif2 cannot be unrolled: V_m is held after a spike, but the reset does not set it to a constant" odd.rlif
refused 1 "none/net-W_h.csv" net.rlif --output none/net
refused 1 "none.rlif" none.rlif
done_testing
