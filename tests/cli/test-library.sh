#!/bin/sh
# The example in C builds with pkg-config against the library and does what its text says.
. "$RLIF_SRCDIR/tests/cli/tap.sh"
PKG_CONFIG_PATH="$RLIF_BUILDDIR${PKG_CONFIG_PATH:+:$PKG_CONFIG_PATH}"
export PKG_CONFIG_PATH
LD_LIBRARY_PATH="$RLIF_BUILDDIR/.libs${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
export LD_LIBRARY_PATH

case "$(nm -D "$RLIF_BUILDDIR/.libs/librlif.so" 2> /dev/null)" in
  *__asan*) echo "1..0 # SKIP a library with sanitizers needs a program with them"; exit 0 ;;
esac
check "the example compiles" sh -c \
  "${CC:-cc} -Wall -Wextra -Werror '$RLIF_SRCDIR/examples/04-library/chain.c' -o '$work/chain' \$(pkg-config --cflags --libs rlif)"
check "and runs" sh -c "'$work/chain' > '$work/chain.out'"
for k in 0 1 2 3 4 5 6 7 8 9; do
  echo "$k" | awk '{ printf "%.3f ms: neuron %d\n", $1 * 1.5, $1 }'
done > "$work/expected"
check "each neuron fires 1.5 ms after the one before" diff "$work/expected" "$work/chain.out"
check "the example is as short as promised" sh -c \
  "test \$(sed -n '/^main/,\$p' '$RLIF_SRCDIR/examples/04-library/chain.c' | wc -l) -le 25"
done_testing
