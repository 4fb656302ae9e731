# expect.sh: what the tests of the command share; each begins with
#   . "$(dirname "$0")/expect.sh"
# and is called with the path of leat.  They work in a folder of their own, $work,
# without the settings of whoever runs them, and end with: exit $status
leat=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
status=0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export HOME="$work" XDG_CONFIG_HOME="$work/config" LEAT_DEVICE=null
cd "$work" || exit 1
# SDL and the libraries of letters keep what they know until the process ends: no leak of
# ours.
printf 'leak:%s\n' libSDL2 libfontconfig cairo_toy_font_face_create >"$work/.leaks"
export LSAN_OPTIONS="suppressions=$work/.leaks:print_suppressions=0"

complain() {
    printf '%s\n' "$*"
    status=1
}

# expect EXIT PATTERN ARGS...: run leat with ARGS, compare exit and output.
expect() {
    want=$1 pattern=$2
    shift 2
    text=$("$leat" "$@" 2>&1 </dev/null)
    got=$?
    if [ $got -ne "$want" ] || ! printf '%s\n' "$text" | grep -q -e "$pattern"; then
        complain "leat $*: exit $got, not $want, or no '$pattern' in: $text"
    fi
}

# patiently COMMAND...: again and again until it is true; a complaint after half a minute,
# which is much more than a slow machine takes.
patiently() {
    for _ in $(seq 300); do
        "$@" >/dev/null 2>&1 && return
        sleep 0.1
    done
    complain "never: $*: $(cat err* 2>/dev/null)"
    return 1
}

# has PATTERN COUNT FILE: so many lines at least.
has() {
    [ "$(grep -c -e "$1" "$3")" -ge "$2" ]
}

# said PATTERN COUNT [FILE]: until FILE, or `err`, has it so often.
said() {
    patiently has "$1" "$2" "${3:-err}"
}

# answers PATTERN ARGS...: what leat says with ARGS now.
answers() {
    pattern=$1
    shift
    "$leat" "$@" 2>&1 </dev/null | grep -q -e "$pattern"
}

# watched N: until so many listen to leat serve.
watched() {
    patiently answers "^subscriptions *$1\$" ctl status
}

# is_gone PID: it has ended, whether or not somebody has waited for it.
is_gone() {
    ! kill -0 "$1" 2>/dev/null || grep -q ') Z' "/proc/$1/stat"
}

# serve_beside ARGS...: leat serve as $pid, what it says in `out` and `err`; until it
# listens.
serve_beside() {
    : >err
    "$leat" serve "$@" >out 2>err &
    pid=$!
    patiently grep -q 'OSC on' err
}
