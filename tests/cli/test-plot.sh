#!/bin/sh
# rlif plot as a user runs it.
. "$RLIF_SRCDIR/tests/cli/tap.sh"
cd "$work" || exit 99

cat > spikes.csv <<'END'
# from: 0 ms
# to: 100 ms
# population E: 4 neurons
# population a long name, with a comma or so: 2 neurons
time [ms],population,neuron
1.5,E,0
2.5,E,3
40,E,0
77.25,E,1
END

check "a picture is drawn beside the spikes" exits 0 "$rlif" plot spikes.csv
check "it is a PNG" sh -c "head -c 8 spikes.png | od -c | grep -q 'P   N   G'"
check "other formats by name, several at once" exits 0 "$rlif" plot spikes.csv -o a.svg -o a.pdf
check "an SVG" sh -c "grep -q '<svg' a.svg && tail -c 10 a.svg | grep -q '</svg>'"
check "a PDF" sh -c "head -c 5 a.pdf | grep -q '%PDF-' && tail -c 10 a.pdf | grep -q '%%EOF'"
check "the same bytes each time" sh -c \
  "cp a.svg b.svg && cp a.pdf b.pdf && sleep 1.1 && '$rlif' plot spikes.csv -o a.svg -o a.pdf && cmp a.svg b.svg && cmp a.pdf b.pdf"
check "a part of the time" exits 0 "$rlif" plot spikes.csv --from '1 ms' --to '50 ms' -o part.png
check "which is another picture" sh -c "! cmp -s part.png spikes.png"
check "a file that is not there is an error" exits 1 "$rlif" plot no-such.h5
check "and named" contains "$work/err" "rlif: no-such.h5: cannot be read"
check "an unknown picture format is an error" exits 1 "$rlif" plot spikes.csv -o a.gif
check "with those that fit" contains "$work/err" "what fits: .png, .svg, .pdf"
echo "time,neuron" > wrong.csv
check "a wrong header is an error" exits 1 "$rlif" plot wrong.csv
check "with file and line" contains "$work/err" "rlif: wrong.csv:1: is not the header of a spike file"
printf 'time [ms],population,neuron\n1.5,E,x\n' > wrong.csv
check "so is a wrong row" exits 1 "$rlif" plot wrong.csv
check "with its line" contains "$work/err" "rlif: wrong.csv:2: is not a spike"
head -c 1000 /dev/urandom > noise.h5
check "noise is no spike report" exits 1 "$rlif" plot noise.h5
check "which is said" contains "$work/err" "rlif: noise.h5: is not a whole HDF5 file"
check "an empty span is an error" exits 1 "$rlif" plot spikes.csv --from '50 ms' --to '50 ms'
check "no file is wrong use" exits 2 "$rlif" plot
done_testing
