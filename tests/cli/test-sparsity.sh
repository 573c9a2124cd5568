#!/bin/sh
# rlif sparsity, as a user meets it.
. "$RLIF_SRCDIR/tests/cli/tap.sh"
cd "$work" || exit 99
cat > net.rlif <<'EOT'
[experiment]
title = a small network
duration = 150 ms
warmup = 30 ms
seed = 7
[neurons E]
count = 150
model = lif_delta
V_m = uniform(-70 mV, -56 mV)
[neurons I]
like = E
count = 40
[connect E -> E, I]
rule = fixed_indegree 15
weight = 0.5 mV
delay = 1.5 ms
[connect I -> E, I]
rule = fixed_indegree 7
weight = -2 mV
delay = 1.5 ms
[poisson drive -> E, I]
rate = 9 kHz
weight = 0.25 mV
EOT

check "a network is ablated" exits 0 "$rlif" sparsity net.rlif --seeds 3 --csv runs.csv --plot s.svg
for name in 'as given' 'subtractive reset' 'no refractoriness' 'no reset' 'feed-forward' 'A(t) fed back'; do
  check "with a line for: $name" contains out "  $name  "
done
check "the seeds are told" contains out "seeds 7 to 9"
check "and what intervals are" contains out "95 % interval"
check "it is drawn" sh -c "grep -q '</svg>' s.svg"
cp out first
check "the same each time" sh -c "'$rlif' sparsity net.rlif --seeds 3 --csv again.csv --plot t.svg > again.out &&
  cmp again.out first && cmp runs.csv again.csv && cmp s.svg t.svg"
check "JSON" exits 0 "$rlif" sparsity net.rlif --seeds 3 --json --price cmos45-int8
cp out study.json
for seed in 7 8 9; do
  "$rlif" run net.rlif --json --set experiment.seed=$seed > run$seed.json
done
check "has the runs that rlif run does, and the file has the same" sh -c "python3 -c '
import csv, json
from statistics import mean, stdev
study = json.load (open (\"study.json\"))
c = {x[\"condition\"]: x for x in study[\"conditions\"]}
rows = list (csv.DictReader (open (\"runs.csv\")))
assert len (rows) == 18 and study[\"seeds\"] == 3 and study[\"span_ms\"] == 150
for k, seed in enumerate ((7, 8, 9)):
  r = json.load (open (f\"run{seed}.json\"))
  spikes = sum (p[\"recorded_spikes\"] for p in r[\"populations\"])      # after the warm-up
  assert abs (c[\"as given\"][\"rate [Hz]\"][\"runs\"][k] - spikes / 190 / 0.15) < 1e-9
for row in rows:
  k = int (row[\"seed\"]) - 7
  for key, value in row.items ():
    if key in (\"condition\", \"seed\", \"power [W]\"): continue
    there = c[row[\"condition\"]][key][\"runs\"][k]
    assert (there is None and value == \"\") or float (value) == there
for x in c.values ():
  for key in (\"rate [Hz]\", \"active\", \"events [1/s]\"):
    v = x[key][\"runs\"]
    assert abs (x[key][\"mean\"] / mean (v) - 1) < 1e-12
    assert abs (x[key][\"half_interval_95\"] - 4.302652729911275 * stdev (v) / 3 ** 0.5) < 1e-9 * mean (v)
for k in range (3):
  x = c[\"no reset\"]
  assert 0 < x[\"on\"][\"runs\"][k] < 1 and x[\"gated\"][\"runs\"][k] == 0
  e, u = x[\"events [1/s]\"][\"runs\"][k], x[\"updates [1/s]\"][\"runs\"][k]
  assert abs (x[\"power [W]\"][\"runs\"][k] / (e * 0.03e-12 + u * 0.23e-12) - 1) < 1e-12
  assert c[\"feed-forward\"][\"events [1/s]\"][\"runs\"][k] < 1.1 * 190 * 9000
  assert c[\"no refractoriness\"][\"gated\"][\"runs\"][k] == 0
assert abs (c[\"no reset\"][\"ratio\"][\"mean\"] - mean (a / b for a, b in zip (c[\"no reset\"][\"power [W]\"][\"runs\"], c[\"as given\"][\"power [W]\"][\"runs\"]))) < 1e-12
'"
check "one seed has no interval" exits 0 "$rlif" sparsity net.rlif -n 1
check "and none is shown" sh -c "! grep -q '±' out"
sed 's/lif_delta/qif/; s/^V_m.*//' net.rlif > qif.rlif
check "what cannot be made is told" exits 0 "$rlif" sparsity qif.rlif -n 1
check "by name" contains out "Not made: subtractive reset. [neurons E] model qif: it is written in C"
check "the rest is done" contains out "  as given  "
check "JSON tells as well" sh -c "'$rlif' sparsity qif.rlif -n 1 --json | grep -q '\"not_made\" : \"\[neurons E\] model qif: only lif_delta'"

refused () { # STATUS MESSAGE ARGUMENTS...
  status=$1 message=$2
  shift 2
  check "refused: $*" exits "$status" "$rlif" sparsity "$@"
  check "with a reason" contains err "$message"
}
refused 2 "one experiment is needed"
refused 2 "one experiment is needed" net.rlif net.rlif
refused 2 "--seeds=0: what fits: 1 to 10000" net.rlif --seeds 0
refused 2 "it must be more than 0" net.rlif --step '0 ms'
refused 2 "--step=3 mV" net.rlif --step '3 mV'
refused 2 "there are prices of: cmos45" net.rlif --price abacus
refused 2 "is not a width and a height" net.rlif --size 3
refused 1 "none.rlif" none.rlif
refused 1 "none.ini: the prices cannot be read" net.rlif --prices none.ini
refused 1 "what fits: a whole number" net.rlif --set neurons.E.count=many
refused 1 "what fits: .png, .svg" net.rlif -n 1 --plot s.gif
refused 1 "no/where.csv" net.rlif -n 1 --csv no/where.csv

# Signals come in at any point of it, also between two runs, until a seed has been done.
for wait in 1 3 9 27 81; do
  "$rlif" sparsity net.rlif --seeds 10000 > stop.out 2> stop.err &
  pid=$!
  sleep $wait
  while kill -INT "$pid" 2> /dev/null; do sleep 0.01; done
  wait "$pid"; status=$?
  grep -q 'stopped before the first seed was done' stop.err || break
done
check "SIGINT ends it with 130" test "$status" -eq 130
check "and shows the seeds that are done" contains stop.out "  as given  "
check "and says how many" sh -c "grep -qE 'stopped: [1-9][0-9]* of 10000 seeds' stop.err"
done_testing
