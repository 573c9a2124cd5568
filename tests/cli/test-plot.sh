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
check "what was not recorded is not shown as silence" sh -c \
  "'$rlif' plot spikes.csv --to '500 ms' -o all.png && cmp all.png spikes.png"
check "a time without unit is wrong use" exits 2 "$rlif" plot spikes.csv --from 20
check "and the option is named" contains "$work/err" "rlif: --from=20: “20” lacks a unit; what fits: s, ms, us"
check "a part after the end is an error" exits 1 "$rlif" plot spikes.csv --from '120 ms'
check "that says what there is" contains "$work/err" "rlif: spikes.csv: there is nothing between 120 ms and its end; it was recorded from 0 ms to 100 ms"

width_of () { od -A n -t u1 -j 16 -N 8 "$1" | awk '{ print $3 * 256 + $4, $7 * 256 + $8 }'; }
check "a size in centimetres" exits 0 "$rlif" plot spikes.csv --size '16 cm x 12 cm' -o size.png
check "is the size of the picture" test "$(width_of size.png)" = "908 681"
for size in 160mmx120mm '16 x 12cm' '16cm×12cm'; do
  check "so is $size" sh -c "'$rlif' plot spikes.csv --size '$size' -o other.png && cmp size.png other.png"
done
for size in 8cm 16x12 'x12cm' '16cm x' '-3cm x 4cm' '3m x 4m' '1e999cm x 3cm' '8cm x 6cm x 2cm' ''; do
  check "“$size” is no size" exits 2 "$rlif" plot spikes.csv --size "$size"
done
check "and those that fit are named" contains "$work/err" "what fits: “16 cm x 12 cm”, in cm, mm, in or pt"
check "a size too small is an error" exits 1 "$rlif" plot spikes.csv --size '3 cm x 3 cm' -o tiny.png
check "that names those that fit" contains "$work/err" "rlif: tiny.png: 3 cm x 3 cm is no size for this picture; what fits: a width from 6 cm and a height from"
check "and writes nothing" test ! -e tiny.png

mkdir results.d && cp spikes.csv results.d/
check "the default picture is beside its spikes" sh -c \
  "'$rlif' plot results.d/spikes.csv && cmp results.d/spikes.png spikes.png"
check "a title is drawn" sh -c \
  "'$rlif' plot spikes.csv -t 'four & two <neurons>' -o title.png && ! cmp -s title.png spikes.png"
printf '%s\n' 'time [ms],population,neuron' '2.5,E,4294967290' '-1.5,E,0' > odd.csv
check "neurons of large number and times below zero are drawn" exits 0 "$rlif" plot odd.csv
check "a full disk is an error" sh -c "
  cp spikes.png full.png
  (ulimit -f 8; trap '' XFSZ; exec '$rlif' plot spikes.csv -t full -o full.png) 2> full.err
  test \$? -eq 1 && grep -q 'rlif: full.png: cannot be written: File too large' full.err"
check "and leaves the old picture" sh -c "cmp full.png spikes.png && ! ls .full.png.* 2> /dev/null"
check "a folder that is not there is an error" exits 1 "$rlif" plot spikes.csv -o no/such/a.pdf
check "and is named" contains "$work/err" "rlif: no/such/a.pdf: cannot be written"
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
check "so are two" exits 2 "$rlif" plot spikes.csv odd.csv
check "help names the command that is explained" sh -c "'$rlif' help plot | grep -q '^  rlif plot '"
check "as --help does" sh -c "'$rlif' plot --help | grep -q '^  rlif plot '"
check "all commands are listed" sh -c "'$rlif' --help | grep -q '^  plot  ' && '$rlif' help | grep -q '^  run  '"
check "no command is wrong use" exits 2 "$rlif"
check "what could be meant is named" sh -c "'$rlif' polt 2>&1 | grep -qF 'do you mean “plot”?'"
check "also by help" exits 2 "$rlif" help polt
done_testing
