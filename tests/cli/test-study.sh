#!/bin/sh
# rlif study, as a user meets it: its command lines are run again, and its tables and pictures compared.
. "$RLIF_SRCDIR/tests/cli/tap.sh"
LC_ALL=C.UTF-8
TMPDIR="$work/tmp"
export LC_ALL TMPDIR
cd "$work" || exit 99
mkdir tmp in again copy
sed -e 's/^count      = 160/count = 47/' -e 's/^count = 40/count = 13/' -e 's/^duration = 1 s/duration = 150 ms/' \
  -e 's/^warmup .*/warmup = 30 ms/' -e 's/^title .*/title = Less < "more" \& \x27other\x27/' \
  "$RLIF_SRCDIR/examples/09-study/study.rlif" > in/net.rlif
report () { python3 "$RLIF_SRCDIR/tests/cli/study-report.py" "$@"; }
clean () { [ -z "$(ls -A tmp)" ] && return 0; ls tmp; return 1; }

check "an experiment is studied" exits 0 "$rlif" study in/net.rlif --output a.html --input 'E=40 pA' --seed 23 --set 'neurons.E.tau_m=18 ms'
check "without a word on standard error" cmp err /dev/null
check "and what was written is said" contains out "written          a.html"
check "nothing is left behind" clean
check "nothing stands beside the experiment" sh -c '[ "$(ls in)" = net.rlif ]'
check "the report is well-formed and whole in itself" report a.html "$rlif" . whole
check "titles are escaped" contains a.html '<title>Less &lt; &quot;more&quot; &amp; &apos;other&apos;</title>'
check "the seed and the settings stand in it" contains a.html "experiment.seed=23"
check "kernels are those of its neurons" contains a.html "lif_exp.tau_m=18 ms"
check "what differs between neurons is left out of them" sh -c "! grep -F 'lif_exp.I_e=' a.html"
check "the text of the model stands in it" contains a.html "I_ex&apos; = -I_ex/tau_syn_ex"
cp in/net.rlif copy
check "its command lines give its numbers and pictures" report a.html "$rlif" copy run
check "again, from elsewhere" sh -c "cd again && exec '$rlif' study '$work/in/net.rlif' -o b.html -i 'E=40 pA' --seed 23 -s 'neurons.E.tau_m=18 ms'"
check "the same bytes" cmp a.html again/b.html

cat > own.rlif <<'END'
[experiment]
duration = 50 ms
[neurons E]
count = 5
model = qif
I_e = 900 pA
END
check "what refuses an experiment is no reason to stop" exits 0 "$rlif" study own.rlif
check "it is named" contains out "not done         rlif unroll own.rlif --dt '1 ms' --json: "
check "and in the report, which has the usual name" contains study.html '<pre class="refused">Not done: '
check "the reason too" sh -c "'$rlif' unroll own.rlif 2> why; sed 's/^rlif: //' why | grep -qFf - out"
check "there are no kernels of models in C" contains study.html "There is none: only models whose equations are linear"
mkdir other other/models
sed -e 's/^summary .*/summary = mine/' "$RLIF_SRCDIR/models/lif_exp.model" > other/models/mine.model
sed -e 's/= qif/= mine/' own.rlif > other/own.rlif
check "models beside the experiment are found by all" exits 0 "$rlif" study other/own.rlif -o mine.html
check "with nothing left out" sh -c "! grep 'not done' out"
check "and shown" contains mine.html "summary = mine"
check "without spikes recorded there is no raster" contains study.html "The experiment records no spikes"
check "without an input the reservoir that ships is examined" contains study.html "examines the reservoir"

cp a.html kept.html
"$rlif" study in/net.rlif --output a.html > out 2> err &
pid=$!
while [ -z "$(ls -A tmp)" ] && kill -0 $pid 2> /dev/null; do sleep 0.05; done
kill -TERM $pid
wait $pid
status=$?
check "a signal ends it" [ "$status" -eq 130 ]
check "it says so" contains err "stopped by SIGTERM: a part of a study is not written"
check "the report is what it was" cmp a.html kept.html
check "nothing is left behind by it" clean

mkdir bin
cat > bin/chromium <<'END'
#!/bin/sh
for word; do case "$word" in --print-to-pdf=*) pdf=${word#*=} ;; file://*) html=${word#file://} ;; esac; done
{ echo "%PDF of"; head -c 15 "$html"; } > "$pdf"
END
chmod +x bin/chromium
check "a converter on the PATH makes a PDF" exits 0 env PATH="$work/bin:$PATH" "$rlif" study own.rlif -o c.html --pdf
check "which is named" contains out "written          c.pdf (by $work/bin/chromium)"
check "from the report" contains c.pdf "<!DOCTYPE html>"
sed -e '1a echo no such screen >\&2' -e '$a exit 3' bin/chromium > failing
cat failing > bin/chromium
check "one that fails is an error" exits 1 env PATH="$work/bin:$PATH" "$rlif" study own.rlif -o d.html --pdf
check "with its words" contains err "d.pdf: cannot be written: $work/bin/chromium failed: no such screen"
check "no PDF then" [ ! -e d.pdf ]
rm bin/chromium
for tool in sh sed ls cat dirname basename env; do
  ln -s "$(command -v $tool)" bin/$tool
done
check "without a converter there is none" exits 0 env PATH="$work/bin" "$rlif" study own.rlif -o e.html --pdf
check "and this is said" contains out "no PDF           none of chromium"
check "nothing is left behind by any" clean

refused () { # STATUS MESSAGE ARGUMENTS...
  status=$1 message=$2
  shift 2
  check "refused: $*" exits "$status" "$rlif" study "$@"
  check "with a reason" contains err "$message"
}
refused 2 "one experiment is all that fits" in/net.rlif own.rlif
refused 2 "Unknown option --sed" in/net.rlif --sed 3
refused 2 "--seed=-3: it is 0 or more" --seed=-3
refused 2 "--output=study.pdf: what fits: a name that ends with .html" -o study.pdf
refused 1 "none.rlif" none.rlif
refused 1 "nowhere/s.html: cannot be written: the folder nowhere does not exist" in/net.rlif -o nowhere/s.html
refused 1 "tau_n" in/net.rlif --set 'neurons.E.tau_n=3 ms'
check "no report of those" [ ! -e nowhere ]
done_testing
