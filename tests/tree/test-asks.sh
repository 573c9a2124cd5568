#!/bin/sh
# GCC takes a function that only prefetches for one without effect, and leaves out its calls unless it is inlined always:
# such functions are RLIF_ASKS.
cd "$RLIF_SRCDIR" || exit 99

# A definition has its type on a line of its own, then "name (" at the margin, then "{" .. "}".
asking () {
  awk 'FNR == 1 { name = "" }
       /^[a-z_0-9]+ \(/ { name = $1; type = before; asks = does = 0 }
       name != "" && /__builtin_prefetch|ask_for|_ask_where|projection_ask_ahead/ { asks = 1 }
       name != "" && /(->|\])[^=!<>]* = |\+\+;|rlif_area_ask_ahead/ { does = 1 }
       /^}/ && name != "" { if (asks && !does && type ~ /void$/) print type ": " name, FILENAME; name = "" }
       { before = $0 }' "$@"
}

all=$(asking src/*/*.[ch])
wrong=$(echo "$all" | grep -v '^RLIF_ASKS void: ')
[ "$(echo "$all" | wc -l)" -gt 5 ] || { echo "Bail out! functions are not recognised"; exit 1; }
if [ -z "$wrong" ]; then
  echo "ok 1 - functions that only ask for memory are inlined always"
else
  echo "not ok 1 - functions that only ask for memory are inlined always"
  echo "$wrong" | sed 's/^/# /'
fi
echo "1..1"
