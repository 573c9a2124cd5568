#!/bin/sh
# What the library exports is what the public headers declare, and every declaration has a doc
# comment in its file.
cd "$RLIF_SRCDIR" || exit 99
library="$RLIF_BUILDDIR/.libs/librlif.so"
[ -f "$library" ] || { echo "1..0 # skipped: $library was not built"; exit 0; }

nm -D --defined-only "$library" | awk '{ print $3 }' | sed 's/@.*//' | grep '^rlif_' |
  sort > "$RLIF_BUILDDIR/exported.tmp"
grep -ohE '\brlif_[a-z0-9_]+ \(' include/rlif/*.h | sed 's/ (//' | sort -u > "$RLIF_BUILDDIR/named.tmp"

echo "1..2"
undeclared=$(comm -23 "$RLIF_BUILDDIR/exported.tmp" "$RLIF_BUILDDIR/named.tmp")
if [ -z "$undeclared" ]; then echo "ok 1 - everything exported is declared in a public header"
else echo "not ok 1 - everything exported is declared in a public header"; echo "$undeclared" | sed 's/^/# /'; fi

# Inline functions and macros of the headers are not exported.
inline=$(awk '/^static inline/ { getline; print $1 }' include/rlif/*.h; sed -n 's/.*static inline [a-z]* \(rlif_[a-z0-9_]*\).*/\1/p' include/rlif/*.h)
missing=$(comm -13 "$RLIF_BUILDDIR/exported.tmp" "$RLIF_BUILDDIR/named.tmp" | grep -vxF "$inline" |
  grep -vE '^rlif_(model_)?$')
declared=$(for name in $missing; do
  grep -lE "^[A-Za-z].*\b$name \(" include/rlif/*.h > /dev/null && echo "$name"; done)
if [ -z "$declared" ]; then echo "ok 2 - everything declared is exported"
else echo "not ok 2 - everything declared is exported"; echo "$declared" | sed 's/^/# /'; fi
rm -f "$RLIF_BUILDDIR/exported.tmp" "$RLIF_BUILDDIR/named.tmp"
