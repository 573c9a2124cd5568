#!/bin/sh
# rlif models, and models in C built on demand, as a user meets them.
. "$RLIF_SRCDIR/tests/cli/tap.sh"
cd "$work" || exit 99
XDG_CACHE_HOME="$work/cache"
export XDG_CACHE_HOME
umask 022

check "models are listed" exits 0 "$rlif" models
check "with their summaries" contains "$work/out" "leaky integrate-and-fire neuron with exponential synaptic currents"
check "and what they are written in" grep -qE '^lif_exp +text ' "$work/out"
check "show tells parameters" exits 0 "$rlif" models show lif_exp
check "with units, defaults and meaning" contains "$work/out" "tau_syn_ex   2 ms "
check "and equations" contains "$work/out" "V_m'     = (E_L - V_m)/tau_m + (I_ex + I_in + I_e)/C_m"
check "and modes" contains "$work/out" "decays with 10 ms"
check "kernels are drawn" exits 0 "$rlif" models show lif2 --plot k.svg
check "with the weights that they are for" grep -q '</svg>' k.svg
check "a model in C has none" exits 1 "$rlif" models show qif --plot q.svg
check "which is said, and nothing is written" sh -c "grep -q 'qif has no kernel to draw' '$work/err' && test ! -e q.svg"
"$rlif" models show lif_exp > "$work/out"
check "and the citation" contains "$work/out" "https://doi.org/10.1007/s004220050570"
check "an unknown model is an error" exits 1 "$rlif" models show lif_epx
check "with the nearest that there is" contains "$work/err" "do you mean “lif_exp”"
check "an unknown action is wrong use" exits 2 "$rlif" models shwo lif_exp
check "a missing argument is wrong use" exits 2 "$rlif" models show

mkdir mine && cd mine || exit 99
check "a new model of text is written" exits 0 "$rlif" models new my_text
check "and keeps all promises" exits 0 "$rlif" models check my_text.model
check "a new model in C is written" exits 0 "$rlif" models new my_neuron --c
check "and not over another" exits 1 "$rlif" models new --c my_neuron
check "a name that is none is refused" exits 1 "$rlif" models new 3-neuron
case "${CC:-cc} $(nm -D "$RLIF_BUILDDIR/.libs/librlif.so" 2> /dev/null | grep -c __asan)" in
  *" 0") ;;
  *) unset CC ;;
esac
check "the new model keeps all promises" exits 0 "$rlif" models check my_neuron.c
check "which is said" contains "$work/out" "my_neuron: 9 of 9 promises kept"
cat > e.rlif <<'END'
[experiment]
duration = 50 ms
[neurons a]
count = 3
model = my_neuron
[regular clock -> a]
interval = 10 ms
weight = 16 mV
[record a]
spikes = s.csv
END
check "an experiment finds it in a model folder" exits 0 "$rlif" run --models . e.rlif
check "and its neurons fire" sh -c "test \$(grep -c ',a,' s.csv) -eq 15"
mkdir models && mv my_neuron.c models
check "or in the folder models beside the experiment" exits 0 "$rlif" run e.rlif
check "it is built once" sh -c "test \$(ls '$work/cache/rlif/models' | wc -l) -eq 1"
rm -r "$work/cache"
check "runs at the same time build it side by side" sh -c "
  mkdir 1 2 3 4; for k in 1 2 3 4; do '$rlif' run -o \$k e.rlif > /dev/null & done; wait
  for k in 1 2 3 4; do cmp s.csv \$k/s.csv || exit 1; done
  test \$(ls '$work/cache/rlif/models' | wc -l) -eq 1"
cp models/my_neuron.c lif_delta.c
sed -i 's/my_neuron/lif_delta/' lif_delta.c
check "a name that hides another is reported" sh -c "'$rlif' models --models . list | grep -A1 'lif_delta.*\./lif_delta.c' | grep -q 'shadowed by the one above'"

sed "s/ - V_m)\/tau_m/ - V_m + I_syn)\/tau_m/" my_text.model > wrong.model
check "a wrong unit in an equation is an error" exits 1 "$rlif" models check wrong.model
check "that names file, line and term" contains "$work/err" \
  "wrong.model:24: I_syn [pA] added to E_L - V_m [mV]: divide by a conductance?"

sed 's/my_neuron/broken/; s/x->state\[V_M\] += w;/x->state[V_M] += w/' models/my_neuron.c > broken.c
check "what does not compile is an error" exits 1 "$rlif" models build broken.c
check "with the words of the compiler" contains "$work/err" "error: expected"
sed 's/my_neuron/other/' models/my_neuron.c > named.c
check "another name inside is an error" exits 1 "$rlif" models build named.c
check "which is explained" contains "$work/err" "has no symbol rlif_model_named"
sed 's/my_neuron/wild/; s/  x->state\[V_M\] = x->par\[V_RESET\];/  ((double *) 8)[0] = 0;/' models/my_neuron.c > wild.c
check "a model that crashes fails the check" exits 1 \
  env ASAN_OPTIONS=handle_segv=0 "$rlif" models check wild.c
check "with the signal" contains "$work/err" "wild.c: crashed"
sed 's/my_neuron/drifting/; s/  if (start < to)/  x->state[V_M] += 1e-6;\n&/' models/my_neuron.c > drifting.c
check "a broken promise fails the check" exits 1 "$rlif" models check drifting.c
check "and is named" contains "$work/out" "BROKEN   the flow does not depend on how it is cut"
printf '#include <rlif/model.h>\n#undef RLIF_MODEL_ABI\n#define RLIF_MODEL_ABI 99\n' > old.c
sed 's/my_neuron/old/; /#include <rlif\/model.h>/d' models/my_neuron.c >> old.c
check "a model of another version is refused" exits 1 "$rlif" models build old.c
check "with both versions" contains "$work/err" "was compiled for version 99 of rlif/model.h, this is version 1"
chmod go+w models
check "a folder that others can write to is not trusted" exits 1 env XDG_CACHE_HOME="$work/empty" "$rlif" run e.rlif
check "and how to change that is said" contains "$work/err" "chmod go-w"
check "the check can be overridden" exits 0 env RLIF_TRUST_MODELS=yes "$rlif" run e.rlif
chmod go-w models
check "without a compiler there is a message" exits 1 env CC=no-such-cc XDG_CACHE_HOME="$work/empty" "$rlif" models build models/my_neuron.c
check "that names it" contains "$work/err" "there is no C compiler “no-such-cc”"

sed 's/my_neuron/poisoned/; s/x->state\[V_M\] += w;/x->state[V_M] = NAN;/' models/my_neuron.c > poisoned.c
sed 's/my_neuron/poisoned/; s/s.csv/p.csv/' e.rlif > p.rlif
check "a state that is not a number ends the run" exits 1 "$rlif" run --models . p.rlif
check "which names the neuron" contains "$work/err" "V_m became nan (population a, neuron 0)"
check "and leaves no file" test ! -e p.csv

# The worked examples of docs/write-your-own-neuron.md, word for word but for where they are.
cp -r "$RLIF_SRCDIR/examples/05-own-neuron" . && chmod -R u+w,go-w 05-own-neuron && cd 05-own-neuron
for model in models/two_compartments.model models/lif_escape.model models/lif_shunt.c; do
  check "$model keeps its promises" exits 0 "$rlif" models check $model
done
check "the kernel of the dendrite is drawn" exits 0 \
  "$rlif" models show models/two_compartments.model --plot kernel.svg
check "and the three run" exits 0 "$rlif" run own.rlif
awk -F, '$2 == "escape" { print $1 }' spikes.csv > times
check "the escaping neuron's first intervals are shorter than its last" sh -c \
  "awk 'NR > 1 { d[NR] = \$1 - last } { last = \$1 } END { exit !(NR > 8 && d[2] < d[NR]) }' times"
awk -F, '$2 == "shunt" { print $1 }' spikes.csv > times
# 0.1 of the way to 0 mV every 5 ms from -70 mV: V = -63, -59.5, -57.4, -55.9, -54.9 ... at the fifth
check "the shunted one fires when hand arithmetic says" sh -c "awk -v v=-70 'BEGIN {
  for (n = 1; v < -55 && n < 100; n++) { if (n > 1) v = -70 + (v + 70) * exp (-0.5); v *= 0.9 }
  printf \"%d\", 5 * (n - 1) }' > hand; test \$(head -n 1 times | cut -d. -f1) = \$(cat hand)"
cd ..
done_testing
