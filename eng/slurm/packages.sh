# shellcheck shell=bash
# Debian's Slurm, unpacked into a folder: nothing is installed, and root is not needed.

# packages FOLDER: leaves the unpacked packages in FOLDER/root. Status 2, with a line that says why, where that fails.
packages() {
    local folder=$1 names
    mkdir -p "$folder"
    [[ -O $folder ]] || missing "$folder is another user's"
    exec 8>"$folder/lock"
    flock 8
    if [[ ! -e $folder/done ]]; then
        command -v apt-get >/dev/null || missing "no apt-get on this machine, which brings Debian's packages"
        command -v dpkg-deb >/dev/null || missing "no dpkg-deb on this machine, which unpacks Debian's packages"
        rm -rf "$folder/debs" "$folder/root"
        mkdir -p "$folder/debs/partial" "$folder/root" "$folder/apt/lists/partial" "$folder/apt/cache"
        # The lists of the system, or where it has none (as most container images) lists in this folder.
        names=$(needed "$folder") || {
            lists=(-o "Dir::State::Lists=$folder/apt/lists")
            apt "$folder" update >"$folder/log" 2>&1 || true
            names=$(needed "$folder") || missing "no package slurmd to be had from apt (see $folder/log)"
        }
        # shellcheck disable=SC2086 # One word a package.
        (cd "$folder/debs" && apt "$folder" download $names) >>"$folder/log" 2>&1 ||
            missing "apt-get could not download its packages: $(grep -m1 '^E:' "$folder/log" || tail -n1 "$folder/log")"
        local package
        for package in "$folder"/debs/*.deb; do
            dpkg-deb -x "$package" "$folder/root"
        done
        rm -rf "$folder/debs" "$folder/apt"
        touch "$folder/done"
    fi
    exec 8>&-
}

lists=()

# apt FOLDER ARGUMENTS…: apt-get that gives up soon and keeps its cache in FOLDER.
apt() {
    local folder=$1
    shift
    timeout 180 apt-get -q -o "Dir::Cache=$folder/apt/cache" -o Acquire::Retries=1 -o Acquire::http::Timeout=15 \
        -o Acquire::https::Timeout=15 -o APT::Sandbox::User= ${lists[@]+"${lists[@]}"} "$@"
}

# needed FOLDER: Slurm's packages, and what they need that this system does not have.
needed() {
    local own=(slurmd slurmctld slurm-client slurm-wlm-basic-plugins munge libmunge2) others
    others=$(apt "$1" -s --no-install-recommends install "${own[@]}" 2>"$1/log") || return 1
    { printf '%s\n' "${own[@]}" && sed -n 's/^Inst \([^ ]*\) .*/\1/p' <<<"$others"; } | sort -u | tr '\n' ' '
}

# missing REASON: says it, and that this is no fault.
missing() {
    echo "slurm: not to be had here: $1" >&2
    exit 2
}
