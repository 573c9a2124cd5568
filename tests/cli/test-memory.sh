#!/bin/sh
# rlif memory, as a user meets it.
. "$RLIF_SRCDIR/tests/cli/tap.sh"
cd "$work" || exit 99
cat > leaky.rlif <<'END'
[experiment]
duration = 1 s
[neurons L]
count = 1
model = li
tau_m = 23.7 ms
END
cat > net.rlif <<'END'
[experiment]
duration = 1 s
seed = 7
[neurons E]
count = 20
model = lif_exp
I_e = 420 pA
V_m = uniform(-70 mV, -55 mV)
[neurons F]
like = E
[connect E, F -> E, F]
rule = fixed_indegree 2
weight = normal(0 pA, 300 pA)
delay = uniform(1 ms, 40 ms)
END

check "a network that ships is examined" exits 0 "$rlif" memory --steps 600
check "beside an echo state network" contains out "  echo state "
check "with what it costs" contains out "Prices: cmos45"
check "a leaky integrator is examined" exits 0 "$rlif" memory leaky.rlif --input 'L=0.1 nA' --tau 0 --lags 12 --steps 20000 --json --csv l.csv
check "and forgets as its time constant says" sh -c "python3 -c '
import json, math
d = json.load (open (\"$work/out\"))
m, e = d[\"systems\"]
a = math.exp (-10 / 23.7)
for k in range (12):
  assert abs (m[\"linear\"][k] - (1 - a*a) * a**(2*k)) < 0.035, (k, m)
  assert abs (m[\"separation\"][k] - a**k) < 1e-9, (k, m)
assert m[\"updates_per_step\"] == 1 and m[\"additions_per_step\"] == 0 and m[\"rate_hz\"] == 0, m
assert abs (m[\"joules_per_step\"][\"cmos45\"] - 4.6e-12) < 1e-24 and m[\"forgets_steps\"] == 6, m
assert e[\"neurons\"] == 1 and e[\"macs_per_step\"] == 2 and e[\"rate_hz\"] is None, e
assert d[\"seed\"] == 1 and d[\"steps\"] == 20000 and d[\"step_ms\"] == 10 and d[\"noise\"] == 0.01, d'"
check "lag by lag in a file" sh -c "awk -F, '\$1 == \"network\" { n++; if (\$2 == 3) d = \$4 - exp (-30/23.7) }
  END { exit !(n == 13 && d < 1e-9 && d > -1e-9) }' l.csv && tail -1 l.csv | grep -qE '^echo state,12,,[0-9]'"

check "a slow one remembers late" exits 0 "$rlif" memory leaky.rlif --set 'neurons.L.tau_m=200 ms' --input L=100pA --tau 0 --lags 50 --steps 20000
check "what comes after ten steps is what is left then" sh -c "awk '/^  network/ { found = \$2 > 0.85 && \$2 < 1.15 && \$3 > 0.25 && \$3 < 0.5 } END { exit !found }' '$work/out'"

run='memory net.rlif --input E=300pA,F=-300pA --steps 900 --lags 20'
check "a key is swept" exits 0 "$rlif" $run --sweep 'connect.E, F -> E, F.weight=normal(0 pA, 3 pA),normal(0 pA, 300 pA)' --plot lags.svg --plot-separation apart.svg --plot-sweep sum.svg --csv one.csv
check "with a row for each value" sh -c "grep -cE '^  normal\(0 pA, (3|300) pA\) ' '$work/out' | grep -qx 2"
check "and values in quotes in the file" contains one.csv '"normal(0 pA, 3 pA)",0,'
check "strong synapses remember more" sh -c "awk '/^  normal\(0 pA, 3 pA/ { a = \$4 } /^  normal\(0 pA, 300/ { b = \$4 } END { exit !(b > a + 1) }' '$work/out'"
check "it is drawn against lags" sh -c "grep -q '</svg>' lags.svg"
check "and how histories come together" sh -c "grep -q '</svg>' apart.svg && ! cmp lags.svg apart.svg > null"
check "and against values" sh -c "grep -q '</svg>' sum.svg"
check "threads change nothing" sh -c "for n in 1 2 3; do '$rlif' $run --csv t\$n.csv --threads \$n > null; done; cmp t1.csv t2.csv && cmp t1.csv t3.csv"
check "another seed does" sh -c "'$rlif' $run --csv other.csv --seed 8 > null; ! cmp t1.csv other.csv > null"
check "that of the experiment is taken otherwise" sh -c "'$rlif' $run --csv same.csv --seed 7 > null; cmp t1.csv same.csv"
check "other populations may be left unread" sh -c "'$rlif' $run --read F --csv part.csv > null; ! cmp t1.csv part.csv > null"
check "radius is that of the echo state network" sh -c "'$rlif' $run --radius 0.4 --csv r.csv > null
  grep network r.csv > a; grep network t1.csv | cmp - a && ! cmp r.csv t1.csv > null"
check "less noise, more bits" sh -c "for n in 0.001 0.1; do '$rlif' $run --noise \$n | awk '/^  network/ { print \$(NF-2) }'; done |
  awk 'NR == 1 { a = \$1 } END { exit !(a > \$1 && \$1 > 0) }'"
check "settings reach the network" sh -c "'$rlif' $run --set 'neurons.E.I_e=0 pA' --set 'neurons.F.I_e=0 pA' --json | python3 -c '
import json, sys
assert json.load (sys.stdin)[\"systems\"][0][\"rate_hz\"] < 5'"

refused () { # STATUS MESSAGE ARGUMENTS...
  status=$1 message=$2
  shift 2
  check "refused: $*" exits "$status" "$rlif" memory "$@"
  check "with the reason" contains err "$message"
}
refused 2 "net.rlif: which population gets the input? as in: --input 'E=200 pA'" net.rlif
refused 2 "one experiment file is all that fits" net.rlif net.rlif --input 'E=1 pA'
refused 1 "none.rlif: cannot be read" none.rlif --input 'E=1 pA'
refused 1 "net.rlif has no population “G”; what fits: E, F" net.rlif --input 'G=1 pA'
refused 1 "net.rlif has no population “G”" net.rlif --input 'E=1 pA' --read G
refused 1 "population “E” is to be read twice" net.rlif --input 'E=1 pA' --read E,E
refused 2 "--input=E: what fits: POPULATION=CURRENT,..., as in 'A=200 pA,B=-200 pA'" net.rlif --input E
refused 2 "--input=E=3 mV: " net.rlif --input 'E=3 mV'
refused 2 "--steps=300: for 50 lags it is 500 to " --steps 300
refused 2 "--lags=0: it is 1 to " --lags 0
refused 2 "--seed=-1: it is 0 or more" --seed=-1
refused 2 "--noise=-1: it is 0 to 1" --noise=-1
refused 2 "--radius=0: it is above 0" --radius 0
refused 2 "--threads=-1: " --threads=-1
refused 2 "--step=0 ms: it must be more than 0" --step '0 ms'
refused 2 "--tau=3 mV: " --tau '3 mV'
refused 2 "--sweep=neurons.A.tau_m: what fits: GROUP.KEY=VALUE,VALUE,..." --sweep neurons.A.tau_m
refused 2 "--sweep=neurons.A.tau_m=1 ms,: what fits" --sweep 'neurons.A.tau_m=1 ms,'
refused 1 "there is no model" --sweep neurons.A.model=lif_ex
refused 2 "--plot-sweep=s.svg: it needs --sweep" --plot-sweep s.svg
refused 2 "--plot-sweep=s.svg: --sweep has one value only" --plot-sweep s.svg --sweep 'neurons.A.tau_m=30 ms'
refused 2 "--size=8 cm: is not a width and a height" --plot s.svg --size '8 cm'
refused 1 "none/x.csv: cannot be written: the folder none does not exist" --csv none/x.csv
refused 1 "x.txt: the end of the name tells no kind of picture" --plot x.txt --steps 500
check "a signal ends it" sh -c "'$rlif' memory --steps 200000 > null 2> said & sleep 1; kill -INT \$! 2> null || kill \$!; wait \$!; test \$? -eq 130"
check "and it says what is lost" contains said "0 of 2 networks were examined"
done_testing
