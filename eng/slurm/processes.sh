# shellcheck shell=bash
# The daemons and how they are found again: by what is in their environment, which a number in a file may not be.

# background NAME COMMAND…: in a new session, with nothing of the caller's open. Its number is in NAME.pid.
background() {
    local name=$1
    shift
    rm -f "$folder/$name.pid"
    (
        for descriptor in /proc/"$BASHPID"/fd/*; do
            descriptor=${descriptor##*/}
            ((descriptor < 3 || descriptor == 255)) || eval "exec $descriptor>&-"
        done
        export GS_SLURM=$folder GS_SLURM_PART=$folder/$name
        exec setsid bash -c 'echo $$ >"$1.pid"; shift; exec "$@"' bash "$folder/$name" "$@" \
            </dev/null >>"$folder/log/$name.out" 2>&1
    ) &
    disown
    until [[ -s $folder/$name.pid ]]; do sleep 0.02; done
}

# alive NAME: whether that daemon runs. Its number may by now be another's, or nobody has buried it.
alive() {
    [[ -s $folder/$1.pid ]] && grep -qszxF "GS_SLURM_PART=$folder/$1" "/proc/$(<"$folder/$1.pid")/environ"
}

# destroy VARIABLE=VALUE NODES: kills the daemons with that in their environment, and the jobs on nodes of that pattern.
destroy() {
    local process found
    for _ in {1..100}; do
        found=0
        for process in $(marked "$1") $(jobs_on "$2"); do
            [[ $process == "$$" ]] || ! kill -9 "$process" 2>/dev/null || found=1
        done
        ((found)) || return 0
        sleep 0.05
    done
    fail "processes that do not end: $(marked "$1" | paste -sd' ')"
}

marked() {
    { grep -slzxF "$1" /proc/[0-9]*/environ || true; } | cut -d/ -f3
}

jobs_on() {
    comm -12 <(marked "SLURM_CONF=$folder/slurm.conf" | sort) \
        <({ grep -slzx "SLURMD_NODENAME=$1" /proc/[0-9]*/environ || true; } | cut -d/ -f3 | sort)
}
