#!/bin/sh
# Functions fit a screen and files have one job: no function over 80 lines, no file over 800, half
# of the functions within 15 lines and 95 % within 50, the main loop within 40.
cd "$RLIF_SRCDIR" || exit 99

# A definition has its type on a line of its own, then "name (" at the margin, then "{" .. "}".
lengths () {
  awk 'FNR == 1 { name = "" }
       /^[a-z_0-9]+ \(/ { name = $1; first = FNR }
       /^}/ && name != "" { print FNR - first + 1, name, FILENAME; name = "" }' "$@"
}

all=$(lengths src/*/*.c models/*.c)
number=0
report () { # $1: what was found wrong, empty if nothing; $2: the sentence
  number=$((number + 1))
  if [ -z "$1" ]; then
    echo "ok $number - $2"
  else
    echo "not ok $number - $2"
    echo "$1" | sed 's/^/# /'
  fi
}
quantile () { echo "$all" | sort -n | awk -v q="$1" '{ n[NR] = $1 } END { print n[int (q * (NR - 1)) + 1] }'; }

[ "$(echo "$all" | wc -l)" -gt 50 ] || { echo "Bail out! functions are not recognised"; exit 1; }
report "$(echo "$all" | awk '$1 > 80')" "no function is longer than 80 lines"
report "$(quantile 0.5 | awk '$1 > 15 { print "median " $1 }')" "the median function has at most 15 lines"
report "$(quantile 0.95 | awk '$1 > 50 { print "95 % " $1 }')" "95 % of the functions have at most 50 lines"
report "$(wc -l src/*/*.[ch] include/rlif/*.h models/*.c tests/*/*.[ch] |
  awk '$2 != "total" && $1 > 800')" "no file is longer than 800 lines"
report "$(echo "$all" | awk '$2 == "rlif_simulation_run" && $1 > 40')" "the main loop has at most 40 lines"
report "$(grep -nE '\b(TODO|FIXME|XXX|HACK)\b' -r src include models tests --include='*.[ch]')" \
  "nothing is left unfinished"
echo "1..$number"
