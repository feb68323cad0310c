# shellcheck shell=bash
# One folder has everything of a cluster: its programs, configuration, state and logs, and the numbers of its processes.

start() {
    if alive slurmctld; then
        echo "slurm: runs already in $folder"
        return
    fi
    stop
    local root port isolation node
    root=${GSFRAMEWORK_SLURM_PACKAGES:-${TMPDIR:-/tmp}/gsframework-slurm-packages}
    packages "$root"
    root=$root/root
    # munged insists on folders that others cannot write to.
    umask 022
    isolation=$(isolation)
    mkdir -p "$folder"
    echo "$isolation" >"$folder/isolation"
    mkdir "$folder"/{bin,sbin,munge,state,spool,log}
    programs "$root"

    (umask 077 && head -c 1024 /dev/urandom >"$folder/munge/key")
    background munged "$folder/sbin/munged" --force --foreground --key-file="$folder/munge/key" \
        --socket="$folder/munge/socket" --pid-file="$folder/munge/pid" --log-file="$folder/munge/log" \
        --seed-file="$folder/munge/seed"

    port=$(ports)
    configuration "$folder" "$(dirname "$(find "$root/usr/lib" -name auth_munge.so)")" "$port" "$(hostname -s)" \
        "$(id -un)" "$nodes" >"$folder/slurm.conf"
    control
    for ((node = 1; node <= nodes; node++)); do
        boot "node$node"
    done
    for ((node = 1; node <= nodes; node++)); do
        (answers "node$node") || {
            destroy "GS_SLURM=$folder" '.*'
            exit 1
        }
    done
    if [[ -n $until ]]; then
        # Without the marks of the cluster, which would make it end itself.
        background until bash -c 'while kill -0 "$1" 2>/dev/null; do sleep 1; done
            exec env -u GS_SLURM -u GS_SLURM_PART "$2" stop --dir "$3"' bash "$until" "$home/slurm.sh" "$folder"
    fi
    echo "slurm: $("$folder/bin/sinfo" --version), $nodes nodes in $folder, $(nature)"
}

control() {
    background slurmctld "$folder/sbin/slurmctld" -D
}

stop() {
    destroy "GS_SLURM=$folder" '.*'
    # Whatever --dir names: only what start made goes.
    if [[ -e $folder/isolation ]]; then
        rm -rf "$folder"
    elif [[ -e $folder ]]; then
        rmdir "$folder" 2>/dev/null || fail "$folder has other things in it"
    fi
}

# What stands between the nodes, in words.
nature() {
    case $isolation in
    *--pid*) echo "each with its host name and its processes" ;;
    *--uts*) echo "each with its host name (this machine gives no process namespaces)" ;;
    *) echo "all under one host name (this machine gives no namespaces)" ;;
    esac
}

# programs ROOT: what to call, with the libraries of the packages and the configuration of this cluster.
programs() {
    local root=$1 program name libraries loader
    libraries=$(find "$root" -name '*.so*' -printf '%h\n' | sort -u | paste -sd:)
    # The loader is told of the libraries, not the environment, which sbatch would hand on to the jobs.
    loader=$(ldd /bin/sh | sed -n 's/^[[:space:]]*\(\/[^ ]*ld-linux[^ ]*\) .*/\1/p')
    for program in "$root"/usr/bin/s*; do
        name=$(basename "$program")
        printf '#!/bin/sh\nSLURM_CONF=%q exec %q --library-path %q %q "$@"\n' \
            "$folder/slurm.conf" "$loader" "$libraries" "$program" >"$folder/bin/$name"
    done
    for name in munged slurmctld slurmd slurmstepd; do
        program=$(find "$root/usr/sbin" -name "$name" -o -name "$name-wlm" | head -n1)
        printf '#!/bin/sh\nSLURM_CONF=%q LD_LIBRARY_PATH=%q exec %q %s "$@"\n' \
            "$folder/slurm.conf" "$libraries" "$program" \
            "$([[ $name != slurmd ]] || printf -- '-d %q' "$folder/sbin/slurmstepd")" >"$folder/sbin/$name"
    done
    chmod +x "$folder"/{bin,sbin}/*
}

# ports: the first of as many free ones as the controller and the nodes need.
ports() {
    local port i
    while true; do
        port=$((RANDOM % 10000 + 20000))
        for ((i = 0; i <= nodes; i++)); do
            ! (: >"/dev/tcp/127.0.0.1/$((port + i))") 2>/dev/null || continue 2
        done
        echo "$port"
        return
    done
}
