#!/bin/sh
# rlif energy, as a user meets it.
. "$RLIF_SRCDIR/tests/cli/tap.sh"
cd "$work" || exit 99
cat > net.rlif <<'EOF'
[experiment]
duration = 200 ms
seed = 7
[neurons E]
count = 200
model = lif_delta
[connect E -> E]
rule = fixed_indegree 20
weight = 0.3 mV
delay = 1.5 ms
[poisson drive -> E]
rate = 9 kHz
weight = 0.4 mV
[record E]
spikes = spikes.h5
EOF

check "an experiment is priced" exits 0 "$rlif" energy net.rlif
check "beside steps" contains out "steps  "
check "and recurrent networks" contains out "LSTM, masked"
check "with the source of the prices" contains out "doi:10.1109/ISSCC.2014.6757323"
check "and what is left out" contains out "Not counted: memory traffic"
cp out by-experiment
check "a run leaves a ledger" exits 0 "$rlif" run net.rlif --json
cp out run.json
check "from which it is priced" exits 0 "$rlif" energy spikes.h5
check "in the same way" sh -c "tail -n +2 by-experiment > a; tail -n +2 out | cmp - a"
check "JSON has the ledger of the run" exits 0 "$rlif" energy spikes.h5 --json --step '0.1 ms'
check "with all digits" sh -c "python3 -c '
import json
e = json.load (open (\"out\"))
r = json.load (open (\"run.json\"))
assert e[\"ledger\"] == r[\"ledger\"]
p = r[\"ledger\"][\"populations\"][0]
assert p[\"delivered\"] == r[\"delivered\"] and p[\"spikes\"] == r[\"spikes\"] and p[\"updates\"] == p[\"delivered\"] - p[\"gated\"] + p[\"spikes\"]
w = {x[\"way\"]: x for x in e[\"ways\"]}
assert w[\"events\"][\"additions\"] == r[\"delivered\"] and w[\"steps\"][\"updates\"] == 200 * 2000
assert w[\"RNN, masked\"][\"macs\"] == 2000 * (4000 + 200)
assert abs (w[\"events\"][\"joules\"][\"cmos45\"] / (r[\"delivered\"] * 0.9e-12 + p[\"updates\"] * 4.6e-12) - 1) < 1e-12
assert w[\"RNN, dense\"][\"joules\"][\"loihi\"] is None
n = e[\"neurobench\"]
assert abs (n[\"connection_sparsity\"] - (1 - 4200 / 40200)) < 1e-12 and n[\"synaptic_operations\"][\"Effective_MACs\"] == 0
'"
check "it is drawn" exits 0 "$rlif" energy spikes.h5 --plot e.svg
check "with the bars' names" sh -c "grep -q '</svg>' e.svg"
check "the same at each run" sh -c "'$rlif' energy spikes.h5 --plot f.svg > null && cmp e.svg f.svg"
printf '[mine]\nsource = me\nac = 2 nJ\nupdate = 0 pJ\n' > mine.ini
check "prices of one's own are taken" exits 0 "$rlif" energy spikes.h5 --prices mine.ini
check "and named" contains out "Prices: mine"
check "another is chosen by its name" exits 0 "$rlif" energy spikes.h5 --price loihi
check "what it has no price for is left open" sh -c "grep -qE '^  RNN, dense .* -  *-  *-?$|^  RNN, dense.*-' out"

refused () { # STATUS MESSAGE ARGUMENTS...
  status=$1 message=$2
  shift 2
  check "refused: $*" exits "$status" "$rlif" energy "$@"
  check "with a reason" contains err "$message"
}
refused 2 "one file is needed"
refused 2 "it must be more than 0" net.rlif --step '0 ms'
refused 2 "--step=3 mV" net.rlif --step '3 mV'
refused 2 "there are prices of: cmos45, cmos45-int8, loihi" spikes.h5 --price abacus
refused 2 "--set and --models need its experiment" spikes.h5 --set neurons.E.count=3
refused 1 "no.h5: cannot be read" no.h5
refused 1 "none.rlif" none.rlif
refused 1 "none.ini: the prices cannot be read" spikes.h5 --prices none.ini
printf '[mine]\nsource = me\nac = 2\n' > bad.ini
refused 1 "bad.ini:3: ac = 2: it is an energy from 0 on" spikes.h5 --prices bad.ini
printf '[mine]\nsource = me\nacc = 2 pJ\n' > bad.ini
refused 1 "bad.ini:3: a price has no key “acc” (do you mean “ac”?)" spikes.h5 --prices bad.ini
printf '[mine]\nac = 2 pJ\n' > bad.ini
refused 1 "bad.ini:1: [mine] has no source" spikes.h5 --prices bad.ini
printf '# nothing\n' > bad.ini
refused 1 "there is no price in it" spikes.h5 --prices bad.ini
refused 1 "what fits: .png, .svg" spikes.h5 --plot e.gif
done_testing
