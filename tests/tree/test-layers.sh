#!/bin/sh
# The law of layers: a room of src/ includes only itself and rooms before it in this list, and only
# live/ and cli/ know libev. Public headers stand alone; models use rlif/model.h and rlif/math.h.
rooms="base linear model network engine record io plot study live cli"
cd "$RLIF_SRCDIR" || exit 99
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

found=
allowed=
for room in $rooms; do
  allowed="$allowed $room"
  for file in src/"$room"/*.[ch]; do
    [ -f "$file" ] || continue
    for used in $(sed -n 's/^#include "\([a-z]*\)\/.*/\1/p' "$file"); do
      case " $allowed " in
        *" $used "*) ;;
        *) found="$found$file includes $used/
" ;;
      esac
    done
  done
done
report "$found" "a room includes only rooms above it"

report "$(ls src | grep -vE '^(Makemodule\.am|librlif\.map)$' | while read -r entry; do
  [ -d "src/$entry" ] || { echo "$entry" | grep -vE '\.(o|lo|la)$|^rlif$|^\.'; continue; }
  case " $rooms " in *" $entry "*) ;; *) echo "src/$entry is not in the list" ;; esac
done)" "every room stands in the list"

report "$(grep -l 'include <ev\.h>' -r src include models tests/*/*.c 2>/dev/null |
  grep -vE '^src/(live|cli)/')" "only live and cli know libev"

report "$(grep -n '^#include' models/*.c | grep -vE '<(rlif/model|rlif/math|math)\.h>')" \
  "models include the model header and mathematics only"

found=
for header in include/rlif/*.h; do
  echo "#include <rlif/$(basename "$header")>" > "$RLIF_BUILDDIR/header-alone.c"
  ${CC:-cc} -std=gnu11 -Wall -Wextra -Werror -fsyntax-only -I include \
    $(pkg-config --cflags glib-2.0) "$RLIF_BUILDDIR/header-alone.c" > /dev/null 2>&1 ||
    found="$found$header
"
done
rm -f "$RLIF_BUILDDIR/header-alone.c"
report "$found" "every public header compiles alone"

echo "1..$number"
