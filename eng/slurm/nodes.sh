# shellcheck shell=bash
# The nodes: each a slurmd with its host name and its processes, as far as this machine allows it.

# The command that gives a node its namespaces: of processes and host name, or of the host name, or none.
isolation() {
    local user=() candidate
    # Without root the namespaces take a user namespace, in which the user stays the same.
    ((UID == 0)) || user=(--user --map-current-user --keep-caps)
    for candidate in "--uts --pid --mount-proc --fork --kill-child" "--uts"; do
        # shellcheck disable=SC2086 # Its words.
        if unshare "${user[@]}" $candidate -- hostname node1 2>/dev/null; then
            echo unshare "${user[@]}" "$candidate" --
            return
        fi
    done
}

# host_of NODE: its host name in slurm.conf.
host_of() {
    if [[ -n $isolation ]]; then echo "$1"; else hostname -s; fi
}

# boot NODE: its first process names the host, starts slurmd, buries the orphans and ends with slurmd.
boot() {
    isolation=$(<"$folder/isolation")
    local first='[ -z "$3" ] || hostname "$1"; "$2/sbin/slurmd" -D -N "$1" & wait $!'
    # What a lost node leaves here would refuse the jobs that it had.
    rm -rf "$folder/spool/$1"
    # shellcheck disable=SC2086 # Its words.
    background "$1" $isolation bash -c "$first" bash "$1" "$folder" "$isolation"
}

# lose NODE: kills slurmd and all jobs there at once, and tells the controller, unless it is to find out by itself.
lose() {
    destroy "GS_SLURM_PART=$folder/$1" "$1"
    [[ -n $silent || $1 == slurmctld ]] || "$folder/bin/scontrol" update NodeName="$1" State=DOWN Reason=lost
}

# restore NODE: starts what does not run of it, and waits until the controller has it; all that run if it is slurmctld.
restore() {
    local isolation file
    if [[ $1 == slurmctld ]]; then
        alive slurmctld || control
        for file in "$folder"/node*.pid; do
            ! alive "$(basename "$file" .pid)" || answers "$(basename "$file" .pid)"
        done
    else
        alive "$1" || boot "$1"
        "$folder/bin/scontrol" update NodeName="$1" State=RESUME 2>/dev/null || true
        answers "$1"
    fi
}

# answers NODE: waits until the controller sees it idle or at work.
answers() {
    local state
    for _ in {1..600}; do
        state=$("$folder/bin/sinfo" -h -N -n "$1" -p main -o %T 2>/dev/null || true)
        [[ ! $state =~ ^(idle|mixed|allocated|completing)$ ]] || return 0
        alive slurmctld || fail "slurmctld ended: $(tail -n1 "$folder/log/slurmctld.out")"
        alive "$1" || fail "slurmd of $1 ended: $(tail -n1 "$folder/log/$1.out")"
        sleep 0.1
    done
    fail "$1 is '$state' after a minute; see $folder/log"
}
