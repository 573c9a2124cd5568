#!/bin/sh
# rlif dense, as a user meets it.
. "$RLIF_SRCDIR/tests/cli/tap.sh"
cd "$work" || exit 99
cat > cell.rlif <<'EOF2'
[experiment]
duration = 5 ms
[neurons cell]
count = 1
model = lif_delta
tau_m = 10 ms
E_L = 0 mV
V_th = 50 mV
V_reset = 0 mV
I_e = 1000 pA
EOF2
cat > net.rlif <<'EOF2'
[experiment]
duration = 80 ms
warmup = 20 ms
seed = 7
[neurons E]
count = 100
model = lif_exp
V_m = uniform(-70 mV, -56 mV)
[connect E -> E]
rule = fixed_indegree 10
weight = 90 pA
delay = uniform(0.4 ms, 3 ms)
[poisson drive -> E]
rate = 3 kHz
weight = 80 pA
EOF2

check "an experiment is run in steps" exits 0 "$rlif" dense cell.rlif --method euler --dt '0.1 ms,0.05 ms' --dt '0.025 ms' --dt '12.5 us'
check "with Euler's known errors" sh -c "awk '
  \$1 == \"0.1\" && NF == 7 && !a { a = \$7 == \"0.06098\" } \$1 == \"0.05\" && NF == 7 && !b { b = \$7 == \"0.03041\" }
  \$1 == \"0.025\" && !c { c = \$7 == \"0.01518\" } \$1 == \"0.0125\" && !d { d = \$7 == \"0.007587\" }
  END { exit !(a && b && c && d) }' out"
check "of first order" sh -c "awk '\$1 == \"order\" { for (k = 2; k <= NF; k++) if (\$k != \"-\" && (\$k < 0.99 || \$k > 1.01)) exit 1; n += NF > 6 } END { exit n != 1 }' out"
check "the exponential has none" exits 0 "$rlif" dense cell.rlif --dt '0.1 ms, 0.05 ms'
check "and so no order" sh -c "grep -qE '^  order +- +- +- +- +- +-\$' out"

check "a network is compared" exits 0 "$rlif" dense net.rlif --dt '0.1 ms, 0.05 ms' --json
cp out net.json
check "in numbers that add up" sh -c "python3 -c '
import json
d = json.load (open (\"net.json\"))
a, b = d[\"steps\"]
assert d[\"method\"] == \"exact\" and d[\"simulated_ms\"] == 100 and d[\"window_ms\"] == 2, d
assert a[\"step_ms\"] == 0.1 and b[\"step_ms\"] == 0.05, d
assert a[\"comparisons\"] == 1001 * 100 and a[\"updates\"] == 1000 * 100 and b[\"updates\"] == 2000 * 100, a
assert 0 < a[\"comparisons_before_first_spike\"] < a[\"comparisons_before_own_spike\"] < a[\"comparisons\"], a
assert a[\"spikes\"] > 100 and a[\"matched\"] + a[\"extra\"] <= a[\"spikes\"] and a[\"matched\"] > 0, a
e = d[\"events\"]
assert a[\"matched\"] + a[\"missing\"] <= e[\"spikes\"] and e[\"additions\"] > 3000 * 100 * 0.1 * 0.9, e
assert 0.9 * e[\"additions\"] < a[\"additions\"] < 1.1 * e[\"additions\"], (a, e)
assert 0 < b[\"error\"][\"mean_dt_ms\"] <= b[\"error\"][\"largest_dt_ms\"] <= 2, b
assert a[\"error\"][\"before_first_spike_rms\"] > 0 and d[\"order\"][\"mean_dt_ms\"] is not None, d
'"
check "as run counts its events" sh -c "'$rlif' run net.rlif --json | python3 -c '
import json, sys
r, e = json.load (sys.stdin), json.load (open (\"net.json\"))[\"events\"]
assert e[\"additions\"] == r[\"delivered\"], (r, e)
assert e[\"updates\"] == sum (p[\"updates\"] for p in r[\"ledger\"][\"populations\"]), (r, e)'"
check "the same each time, but for the seconds" sh -c "'$rlif' dense net.rlif --dt '0.1 ms, 0.05 ms' --json | grep -v seconds > a && grep -v seconds net.json | cmp - a"
check "the window is what one likes" exits 0 "$rlif" dense net.rlif --window '0.05 ms' --json
check "and matters" sh -c "python3 -c '
import json
a, b = json.load (open (\"out\")), json.load (open (\"net.json\"))
assert a[\"window_ms\"] == 0.05 and a[\"steps\"][0][\"matched\"] < b[\"steps\"][0][\"matched\"]
assert a[\"steps\"][0][\"error\"][\"largest_dt_ms\"] <= 0.05'"
check "--set changes the experiment" exits 0 "$rlif" dense cell.rlif --set 'neurons.cell.I_e=500 pA' --method euler
check "for both" sh -c "awk '\$1 == \"0.1\" && !n++ { exit \$7 != \"0.03049\" }' out"

check "errors are drawn" exits 0 "$rlif" dense net.rlif --dt '0.2 ms, 0.1 ms, 0.05 ms' --method euler --plot errors.svg
check "over decades" sh -c "grep -q '</svg>' errors.svg && '$rlif' dense net.rlif --dt '0.2 ms, 0.1 ms, 0.05 ms' --method euler --plot again.svg > null && cmp errors.svg again.svg"
check "where the logarithms of the errors are" sh -c "'$rlif' dense net.rlif --dt '0.2 ms, 0.1 ms, 0.05 ms' --method euler --json > errors.json && python3 -c '
import json, math, re
line = re.search (r\"d=.M ([0-9. ]*(?:L [0-9. ]*){2}).[/ >]\", open (\"errors.svg\").read ()).group (1)
p = [tuple (map (float, q.split ())) for q in line.split (\"L\")]
e = [math.log (s[\"error\"][\"before_first_spike_rms\"]) for s in json.load (open (\"errors.json\"))[\"steps\"]]
assert len (p) == 3 and abs (p[0][0] - 2 * p[1][0] + p[2][0]) < 0.01 and p[0][0] > p[1][0], p
assert abs ((p[1][1] - p[0][1]) / (p[2][1] - p[1][1]) - (e[1] - e[0]) / (e[2] - e[1])) < 0.01 and p[1][1] > p[0][1], (p, e)'"
check "one step is drawn as a trace" exits 0 "$rlif" dense net.rlif --plot trace.svg --size '8.5 cm x 6 cm'
check "in the size asked for" contains trace.svg 'width="240.94'

refused () { # STATUS MESSAGE ARGUMENTS...
  status=$1 message=$2
  shift 2
  check "refused: $*" exits "$status" "$rlif" dense "$@"
  check "with the reason" contains err "$message"
}
printf '[experiment]\nduration = 5 ms\n[neurons odd]\ncount = 1\nmodel = qif\n' > odd.rlif
refused 2 "one experiment file is needed, as in: rlif dense network.rlif"
refused 2 "one experiment file is needed" cell.rlif net.rlif
refused 2 "--method=heun: it is euler or exact" cell.rlif --method heun
refused 2 "--dt=0 ms: it must be more than 0" cell.rlif --dt '0 ms'
refused 1 "--dt=0.1: " cell.rlif --dt 0.1
refused 1 "--dt=0.1 mV: " cell.rlif --dt '0.1 mV'
refused 1 "--dt=0.3 fs: " cell.rlif --dt '0.3 fs'
refused 2 "--dt=100 us: it is given twice" cell.rlif --dt '0.1 ms, 100 us'
refused 2 "--dt=6 ms: it is longer than the run" cell.rlif --dt '6 ms'
refused 2 "--window=0 ms: it must be more than 0" cell.rlif --window '0 ms'
refused 2 "--size=8 cm: is not a width and a height" cell.rlif --plot e.svg --size '8 cm'
refused 1 "[neurons odd] model qif has no twin on a grid: only a .model file has, whose equations are linear" odd.rlif
refused 1 "e.gif: the end of the name tells no kind of picture" cell.rlif --plot e.gif
refused 1 "none.rlif" none.rlif
check "nothing is left of pictures that were refused" test ! -e e.gif -a ! -e e.svg
done_testing
