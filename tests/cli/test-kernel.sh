#!/bin/sh
# rlif kernel, as a user meets it.
. "$RLIF_SRCDIR/tests/cli/tap.sh"
cd "$work" || exit 99

# near VALUE EXPECTED: to six digits, as the table has them
near () {
  awk -v a="$1" -v b="$2" 'BEGIN { d = a - b; if (d < 0) d = -d; s = b < 0 ? -b : b
    if (a == "" || d > 1e-5 * s) { print a " is not " b; exit 1 } }'
}
# column N of the row of a kernel
cell () { awk -v k="$1" -v n="$2" '$1 == k { print $n }' "$work/out"; }

check "the usual comparison is shown" exits 0 "$rlif" kernel
check "with a LIF neuron" near "$(cell lif_delta 2)" 6.93147
check "and six others" sh -c "grep -cE '^  (lif_delta|lif2|alif|rnn|lstm)' '$work/out' | grep -qx 7"
check "which are all the sum of their inputs" sh -c \
  "awk '/^  (lif|alif|rnn|lstm)/ { n++; if (\$NF >= 1e-12) bad = 1 } END { exit bad || n != 7 }' '$work/out'"

check "a neuron takes parameters with units" exits 0 "$rlif" kernel 'lif_delta:tau_m=0.01337 s,t_ref=1 ms'
check "and forgets with them" near "$(awk 'NR == 2 { print $5 }' "$work/out")" 13.37
check "--set is for all of a model" exits 0 "$rlif" kernel lif2 lif2:gamma=0 -s 'lif2.tau_m=13.37 ms' -s lif2.gamma=-1.3
check "and what a word says comes after it" sh -c "test $(cell lif2:gamma=0 5) != $(cell lif2 5)"
check "with the mean lag tau_m - gamma tau_a" near "$(cell lif2 4)" 26.37
check "a spike cuts the memory of a LIF neuron" exits 0 "$rlif" kernel lif_delta:fired=5ms
check "at the end of deafness" near "$(cell lif_delta:fired=5ms 2)" 3
check "spikes may come in any order" exits 0 "$rlif" kernel 'lif2:fired=30 ms,fired=5 ms'
check "recurrent units have steps" exits 0 "$rlif" kernel rnn:0.9 lstm:0.9 gru:0.5,0.9*2 --step '2.5 ms'
check "of a given length" near "$(cell rnn:0.9 3)" 25
check "an LSTM with one gate is an RNN" near "$(cell lstm:0.9 3)" 25
check "a list is the sum of its products" near "$(cell gru:0.5,0.9\*2 3)" 7.7875
check "what is never forgotten is infinite" sh -c "'$rlif' kernel pif | grep -qE '^  pif +inf +inf +inf +inf +- '"

check "JSON has all digits" exits 0 "$rlif" kernel --json lif_delta:tau_m=13.37ms rnn:1 --seed 7
check "of the closed form" sh -c "python3 -c '
import json, math
d = json.load (open (\"$work/out\"))
k, r = d[\"kernels\"]
assert abs (k[\"half_life_ms\"] / (13.37 * math.log (2)) - 1) < 1e-14, k
assert abs (k[\"area_ms\"] / 13.37 - 1) < 1e-14 and k[\"period_ms\"] is None, k
assert k[\"inputs\"] == 499 and k[\"spikes\"] > 3 and 0 < k[\"difference\"] < 1e-12, k
assert r[\"half_life_ms\"] is None and r[\"never_forgets\"] and not k[\"never_forgets\"], r
assert d[\"seed\"] == 7 and d[\"step_ms\"] == 1, d'"

check "kernels are written" exits 0 "$rlif" kernel lif_delta:fired=20ms gru:0.5,0.9 --csv k.csv --span '100 ms'
check "with names in quotes where they need it" contains k.csv '"gru:0.5,0.9",2,0.45'
check "a value at each lag" sh -c "awk -F, '\$1 == \"lif_delta:fired=20ms\" && \$2 == 5 {
  d = \$3 - exp (-0.5); found = d < 1e-14 && d > -1e-14 } END { exit !found }' k.csv"
check "and both sides of a cut" sh -c "awk -F, '\$1 ~ /^lif/ && \$2 == 18 { n++; s += (\$3 > 0.16) } END { exit !(n > 1 && s == n - 1) }' k.csv"
check "kernels are drawn" exits 0 "$rlif" kernel --plot k.svg
check "with a name each" sh -c "grep -q '</svg>' k.svg"
check "in the size asked for" sh -c "'$rlif' kernel --plot small.svg --size '8.5 cm x 6 cm' && grep -q 'width=\"240.94' small.svg"
check "recurrent units as stairs" exits 0 "$rlif" kernel rnn:0.5 --step '10 ms' --span '40 ms' --plot stair.svg
check "of nine corners" sh -c "grep -o 'd=\"M[^\"]*\"' stair.svg | grep -cE '^d=.M [0-9. ]*(L [0-9. ]*){8}.$' | grep -qx 1"
check "and the same at each run" sh -c "'$rlif' kernel --plot again.svg > '$work/null' && cmp k.svg again.svg"

refused () { # STATUS MESSAGE ARGUMENTS...
  status=$1 message=$2
  shift 2
  check "refused: $*" exits "$status" "$rlif" kernel "$@"
  check "with the reason" contains "$work/err" "$message"
}
refused 1 "there is no model “lif_detla” (do you mean “lif_delta”?)" lif_detla
refused 1 "lif2:gama=1: lif2 has no parameter “gama” (do you mean “gamma”?); “rlif models show lif2” lists them" lif2:gama=1
refused 1 "lif2:tau_m=5: tau_m=5: " lif2:tau_m=5
refused 1 "lif2:tau_m=-5 ms: tau_m=-5 ms: what fits is 1e-06 to 1e+09 ms" 'lif2:tau_m=-5 ms'
refused 1 "gamma must stay below 1 + tau_m/tau_a, or the potential grows without end" lif2:gamma=2.5
refused 2 "lif2:gamma: “gamma” is not written PARAM=VALUE, as in lif2:gamma=0.5" lif2:gamma
refused 1 "lif2:fired=5: fired=5: " lif2:fired=5
refused 1 "a spike -5 ms ago: it must lie in the past" 'lif2:fired=-5 ms'
refused 1 "spikes 5 ms and 6 ms ago: they must be apart, by 2 ms of refractoriness" 'lif2:fired=6 ms,fired=5 ms'
refused 1 "qif has no kernel: only a .model file has" qif
refused 2 "rnn: what fits is one number, as in rnn:0.95" rnn
refused 2 "rnn:0.9,0.8: what fits is one number" rnn:0.9,0.8
refused 2 "rnn:nan: what fits is one number" rnn:nan
refused 2 "lstm:1.2: what fits is a gate from 0 to 1, or several, as in lstm:0.98*30,0.1,0.98" lstm:1.2
refused 2 "gru:0.9*x: what fits is a gate from 0 to 1" 'gru:0.9*x'
refused 2 "lstm:0.9*9999999: what fits is a gate" 'lstm:0.9*9999999'
refused 2 "lstm:0.9 0.8: what fits is a gate" 'lstm:0.9 0.8'
refused 2 "--step=0 ms: it must be more than 0" --step '0 ms'
refused 2 "--span=3 mV: " --span '3 mV'
refused 2 "--size=8 cm: is not a width and a height" --plot k.svg --size '8 cm'
refused 1 "k.svg: 2.0 cm x 6.0 cm is too small for 7 curves" --plot k.svg --size '2 cm x 6 cm'
refused 1 "k.svg: 120.0 cm x 6.0 cm is too large (100 cm is the most) for 7 curves" --plot k.svg --size '120 cm x 6 cm'
refused 2 "--set alif.a=5 nS: no kernel of such a model is shown" lif2 --set 'alif.a=5 nS'
refused 2 "--set lif2gamma=1: no kernel of such a model is shown" lif2 --set lif2gamma=1
refused 1 "--set lif2.gamma=x: lif2: gamma=x: " lif2 --set lif2.gamma=x
refused 1 "k.txt: the end of the name tells no kind of picture" --plot k.txt
refused 1 "none/k.csv: " --csv none/k.csv
check "nothing is left of files that were refused" sh -c "test \$(ls | grep -cvE '^(k.csv|k.svg|small.svg|stair.svg|again.svg|out|err|null|check.out)$') -eq 0"
done_testing
