#!/bin/sh
# The benchmark at a tiny scale, with rlif alone: its results are consistent and its parts right.
. "$RLIF_SRCDIR/tests/cli/tap.sh"
cd "$work" || exit 99
if ! python3 -c 'import sys; sys.exit(sys.version_info < (3, 9))' 2> /dev/null; then
  echo "1..0 # SKIP the benchmark needs Python 3.9"
  exit 0
fi
bench () { "$RLIF_SRCDIR/bench/run" --rlif "$rlif" "$@"; }
verify () { python3 "$RLIF_SRCDIR/tests/bench/checks.py" "$@"; }

check "where two curves cross is found in closed form" verify crossover
check "what a sweep says follows from it" verify verdict
check "durations are rounded down to readable ones" verify durations
check "ratios are of minima and of medians" verify ratios
check "that procedural synapses gave the same spikes is checked" verify same_spikes
check "bytes are those of the synapses between neurons" verify bytes_per_synapse
check "what is simulated fits into the time, and each repetition counts" verify budget .
check "the networks have the published numbers" verify published
check "a reader is warned of different work and of a busy machine" verify notes
check "a program that takes too long or fails is reported" verify limits
check "lists of spikes keep their rate, order and dead time" verify spike_lists .
check "lists of synapses are what the network says" verify synapse_lists .

for network in brunel-2500 brunel-10000 cuba-4000 cuba-40000 sparse-200000 reservoir \
  reservoir-delays stdp-10000; do
  check "rlif takes the experiment of $network" sh -c "
    python3 '$RLIF_SRCDIR/tests/bench/checks.py' experiment_of $network . &&
    '$rlif' run --progress=no network.rlif"
done

verify learning_network .
for network in learning fixed; do "$rlif" run --progress=no --json $network.rlif > $network.json; done
check "learning moves weights, and neither bounds nor rates are in danger" verify learned .

check "a small run succeeds" bench --tools rlif,rlif-procedural,Brian2 --python /nonexistent --scale 0.005 \
  --repeats 2 --output measured reservoir rate
check "its figures are consistent" verify results measured
check "so are those of its sweep" verify sweep_results measured
check "stored and procedural synapses are measured" bench --tools rlif,rlif-procedural \
  --scale 0.1 --repeats 1 --output measured sparse-200000
check "and give the same spikes" verify procedural_results measured
cat > differs << EOF
#!/bin/sh
if grep -q procedural network.rlif 2> /dev/null; then set -- "\$@" --set experiment.seed=385; fi
exec '$rlif' "\$@"
EOF
chmod +x differs
check "other spikes of procedural synapses are an error" exits 1 "$RLIF_SRCDIR/bench/run" \
  --rlif ./differs --tools rlif,rlif-procedural --scale 0.1 --repeats 1 --output none sparse-200000
check "and told" contains "$work/out" "gave DIFFERENT spikes"
check "a run without any simulator is an error" exits 1 "$RLIF_SRCDIR/bench/run" \
  --rlif /nonexistent --tools rlif --output none reservoir
check "and is told why" contains "$work/err" "/nonexistent is not a command"
check "an unknown network is wrong use" exits 2 bench nothing-like-it
check "and what there is is told" contains "$work/err" "cuba-40000"
check "a simulator that fails is an error" exits 1 "$RLIF_SRCDIR/bench/run" \
  --rlif false --tools rlif --output none reservoir
check "and named" contains "$work/out" "rlif failed: "

"$RLIF_BUILDDIR/bench/micro/micro" 0.002 > micro.json
check "every micro-benchmark gives a time" verify micro_results micro.json
check "a wrong scale is wrong use" exits 2 "$RLIF_BUILDDIR/bench/micro/micro" -1
done_testing
