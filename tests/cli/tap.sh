# What tests of the installed command share; sourced. TAP on standard output.
rlif="$RLIF_BUILDDIR/src/rlif"
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
number=0

# check "sentence" command...: passes if the command succeeds
check () {
  sentence=$1
  shift
  number=$((number + 1))
  if "$@" > "$work/check.out" 2>&1; then
    echo "ok $number - $sentence"
  else
    echo "not ok $number - $sentence"
    sed 's/^/# /' "$work/check.out"
  fi
}

# exits CODE command...: passes if the command exits with the code; output in $work/out and $work/err
exits () {
  wanted=$1
  shift
  "$@" > "$work/out" 2> "$work/err"
  got=$?
  [ "$got" -eq "$wanted" ] && return 0
  echo "exit status $got, not $wanted"
  cat "$work/out" "$work/err"
  return 1
}

contains () { # FILE TEXT
  grep -qF -- "$2" "$1" && return 0
  echo "$1 does not contain: $2"
  cat "$1"
  return 1
}

done_testing () { echo "1..$number"; }
