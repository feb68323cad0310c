#!/usr/bin/env bash
# A real Slurm of three nodes on this machine, for tests. eng/slurm/README.md says more.
#   eng/slurm.sh start
#   PATH=$(eng/slurm.sh bin):$PATH sbatch …
#   eng/slurm.sh stop
set -euo pipefail
home=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
for file in packages configuration nodes processes cluster; do
    # shellcheck source=/dev/null
    source "$home/slurm/$file.sh"
done

usage() {
    sed -n '2,/^set/{s/^# \?//p}' "${BASH_SOURCE[0]}" >&2
    cat >&2 <<'END'

  start [--nodes N] [--until PID]
                     starts it, if it does not run; with --until it stops when that process ends.
                     Exit code 2: not to be had here
  stop               stops it: no process is left, and nothing but the unpacked packages
  lose node2 [--silent]
                     as when that machine loses power. With --silent, Slurm has to find out
  lose slurmctld     as when the controller's machine loses power: jobs run, and commands fail
  restore node2      switches it on; slurmctld too
  bin                prints the folder of sbatch, squeue, scontrol, scancel, sinfo and srun, for PATH
  check              the smoke test, of a Slurm that it starts and stops

All take --dir DIR; without it, $GSFRAMEWORK_TEST_SLURM, or else gsframework-slurm in the folder for temporary files.
END
    exit 2
}

fail() {
    echo "slurm: $1" >&2
    exit 1
}

verb=${1:-}
[[ -n $verb ]] && shift || usage
folder=${GSFRAMEWORK_TEST_SLURM:-${TMPDIR:-/tmp}/gsframework-slurm}
nodes=3
until=
silent=
part=
while (($#)); do
    case $1 in
    --dir) folder=${2:?--dir needs a folder} && shift 2 ;;
    --nodes) nodes=${2:?--nodes needs a number} && shift 2 ;;
    --until) until=${2:?--until needs the number of a process} && shift 2 ;;
    --silent) silent=1 && shift ;;
    node[0-9]* | slurmctld) part=$1 && shift ;;
    *) usage ;;
    esac
done
folder=$(realpath -m "$folder")
[[ $folder != *[[:space:]]* ]] || fail "slurm.conf bears no space in the name of its folder, $folder"

case $verb in
start) start ;;
stop) stop ;;
lose | restore)
    [[ -n $part ]] || usage
    [[ -e $folder/log/$part.out ]] || fail "there is no $part in $folder"
    "$verb" "$part"
    ;;
bin) echo "$folder/bin" ;;
check) exec "$home/slurm/check.sh" ;;
*) usage ;;
esac
