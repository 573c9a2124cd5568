#!/bin/sh
# rlif run as a user runs it: files, messages, exit codes, signals.
. "$RLIF_SRCDIR/tests/cli/tap.sh"
cd "$work" || exit 99

cat > small.rlif <<'END'
[experiment]
title    = a small network
duration = 200 ms
warmup   = 20 ms
seed     = 5

[neurons E]
count = 80
model = lif_delta
V_m   = uniform(-70 mV, -55 mV)

[neurons I]
like  = E
count = 20

[connect E -> E, I]
rule   = pairwise_bernoulli 0.1
weight = 0.8 mV
delay  = uniform(0.5 ms, 2 ms)

[connect I -> E, I]
rule   = fixed_indegree 4
weight = -2.5 mV
delay  = 1.1 ms

[poisson noise -> E, I]
rate   = 1.2 kHz
weight = 1.7 mV

[record E, I]
spikes = out.h5
trace  = V_m every 1 ms of E[0:3]
END
sed 's/duration = 200 ms/duration = 1000 s/' small.rlif > long.rlif

check "a run succeeds" exits 0 "$rlif" run small.rlif
cp out first.txt 2> /dev/null; cp out.h5 first.h5
check "its summary has a line for each population" contains "$work/out" "  E                  80"
check "its summary counts events" contains "$work/out" "synaptic events"
check "there is no progress in a pipe" test ! -s "$work/err"
check "the same experiment gives the same file, byte for byte" sh -c \
  "'$rlif' run small.rlif > again.txt && cmp out.h5 first.h5"
check "another seed gives another file" sh -c \
  "'$rlif' run --set experiment.seed=6 small.rlif && ! cmp -s out.h5 first.h5"
check "the file is a SONATA spike report" sh -c \
  "h5dump -d /spikes/E/timestamps first.h5 | grep -q 'H5T_IEEE_F64LE' &&
   h5dump -a /spikes/E/timestamps/units first.h5 | grep -q '\"ms\"' &&
   h5dump -d /spikes/I/node_ids first.h5 | grep -q 'H5T_STD_U64LE' &&
   h5dump -a /spikes/E/sorting first.h5 | grep -q 'by_time'"
check "the file knows where it comes from" sh -c \
  "h5dump -d /provenance/experiment first.h5 | grep -q 'pairwise_bernoulli 0.1' &&
   h5dump -d /provenance/seed first.h5 | grep -q '\"5\"' &&
   h5dump -d /provenance/complete first.h5 | grep -q 'yes'"
check "a setting is kept in the file" sh -c \
  "h5dump -d /provenance/experiment out.h5 | grep -q -e '# --set experiment.seed=6'"
check "traces are in it" sh -c "h5dump -H first.h5 | tr -d ' \n' | grep -q 'DATASET\"V_m\"{DATATYPEH5T_IEEE_F64LEDATASPACESIMPLE{(201,3)/(201,3)}'"
check "--json is JSON" sh -c \
  "'$rlif' run --json small.rlif | tr -d '\n' | grep -q '^{.*\"populations\" : \[.*\"rate_hz\" : [0-9.]*,.*}$'"
check "--output puts the files into a folder" sh -c \
  "mkdir there && '$rlif' run -o there small.rlif && cmp there/out.h5 first.h5"
check "text formats hold the same spikes" sh -c "
  sed 's/out.h5/s.csv/; /^trace/d' small.rlif > csv.rlif && '$rlif' run csv.rlif &&
  sed 's/out.h5/s.gdf/; /^trace/d' small.rlif > gdf.rlif && '$rlif' run gdf.rlif &&
  n=\$(grep -cv '^[#t]' s.csv) && test \"\$n\" -gt 100 && test \"\$n\" -eq \$(grep -c . s.gdf)"

check "a missing experiment is an error" exits 1 "$rlif" run no-such.rlif
check "it is named" contains "$work/err" "rlif: no-such.rlif: cannot be read: there is no such file"
check "no experiment is wrong use" exits 2 "$rlif" run
check "an unknown option is wrong use" exits 2 "$rlif" run --no-such small.rlif
check "an unknown way of progress is wrong use" exits 2 "$rlif" run --progress=maybe small.rlif
check "an unknown command is wrong use" exits 2 "$rlif" rnu
check "the nearest is named" contains "$work/err" "do you mean “run”"
check "--version is known" exits 0 "$rlif" --version
check "--help is known" exits 0 "$rlif" run --help
check "help explains commands" exits 0 "$rlif" help plot

rm -f out.h5
sed 's/tau_m/&/; s/weight = 0.8 mV/weight = 0.8 ms/' small.rlif > wrong.rlif
check "a wrong experiment is an error" exits 1 "$rlif" run wrong.rlif
check "with file and line" contains "$work/err" "rlif: wrong.rlif:18: [connect E -> E, I] weight = 0.8 ms: “0.8 ms” has the wrong unit; what fits: V, mV, uV"
check "and nothing is written" test ! -e out.h5
check "a folder that is not there is found before the run" exits 1 "$rlif" run -o no/such small.rlif
check "and named" contains "$work/err" "no/such does not exist"

# Signals. The run would take minutes; it must stop within seconds.
stop_with () { # SIGNAL: runs long.rlif in the background, stops it, waits
  "$rlif" run --progress=no long.rlif > stop.out 2> stop.err &
  pid=$!
  until grep -q 'spikes, ' stop.err || ! kill -0 "$pid"; do
    sleep 0.5
    kill -USR1 "$pid"
  done
  kill -"$1" "$pid"
  wait "$pid"
}
rm -f out.h5
stop_with INT; status=$?
check "SIGINT ends a run with 130" test "$status" -eq 130
check "and says at what time" contains stop.err "rlif: stopped by SIGINT at"
check "SIGUSR1 prints the state of the run" contains stop.err "spikes, "
check "what was recorded is whole" sh -c \
  "h5dump -d /provenance/complete out.h5 | grep -q 'no' && h5dump -H out.h5 | grep -q timestamps"
check "and begins as the complete run does" sh -c \
  "'$rlif' plot out.h5 --to '60 ms' -o a.png && '$rlif' plot first.h5 --to '60 ms' -o b.png && cmp a.png b.png"
rm -f out.h5
stop_with TERM; status=$?
check "so does SIGTERM" test "$status" -eq 130 -a -s out.h5

cp first.h5 out.h5
"$rlif" run --progress=no long.rlif > stop.out 2> stop.err &
pid=$!
sleep 1
kill -KILL "$pid"
wait "$pid" 2> /dev/null
check "a kill leaves the old file as it was" cmp out.h5 first.h5
check "a full disk is an error" sh -c "
  sed 's|out.h5|/dev/full|' csv.rlif > /dev/null; (ulimit -f 1; trap '' XFSZ; exec '$rlif' run csv.rlif) 2> full.err
  test \$? -eq 1 && grep -q 's.csv: cannot be written' full.err"
check "and leaves the old file" sh -c "test \$(grep -cv '^[#t]' s.csv) -gt 100 && ! ls .s.csv.* 2> /dev/null"

cat > learn.rlif <<'EOF'
[experiment]
duration = 100 ms
[neurons a]
count = 3
model = lif_delta
E_L = 0 mV
V_th = 1 mV
V_reset = 0 mV
[regular clock -> a]
interval = 10 ms
weight = 2 mV
[connect a -> a]
rule = all_to_all
weight = 0.25 mV
delay = 4 ms
plasticity = stdp
A_plus = 0.01
A_minus = 0.02
tau_plus = 20 ms
tau_minus = 20 ms
w_max = 0.5 mV
save_weights = w.csv
EOF
mkdir -p weights
check "weights are saved where the output goes" exits 0 "$rlif" run --progress=no -o weights learn.rlif
check "one line for each synapse" sh -c "test \$(wc -l < weights/w.csv) -eq 7"
check "with a head that names the unit" contains weights/w.csv "projection,source,target,weight [mV]"
check "a folder that does not exist is told before the run" \
  exits 1 "$rlif" run --progress=no -o nowhere learn.rlif
check "any number of threads writes the same" sh -c "
  '$rlif' run --progress=no --threads 3 -o weights --set 'connect.a -> a.save_weights=v.csv' learn.rlif &&
  cmp weights/v.csv weights/w.csv"
check "a number of threads that makes no sense is refused" exits 2 "$rlif" run --threads=-1 learn.rlif
check "with what would be right" contains "$work/err" "1 to 1024"
done_testing
