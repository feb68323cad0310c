#!/usr/bin/env bash
# What the tests rely on, tried on a Slurm that this starts and stops: eng/slurm.sh check.
set -euo pipefail
slurm=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/../slurm.sh
work=$(mktemp -d)
export GSFRAMEWORK_TEST_SLURM=$work/slurm
trap '"$slurm" stop || true; rm -rf "$work"' EXIT
"$slurm" start --until $$
PATH=$("$slurm" bin):$PATH
cd "$work"

cat >task <<'END'
#!/bin/bash
trap 'echo "TERM"; exit 0' TERM
echo "start ${SLURM_RESTART_COUNT:-0} on $SLURMD_NODENAME, host $(hostname)"
for ((i = 0; i < 3000; i++)); do sleep 0.1 & wait $!; done
END

# expect WHAT PATTERN COMMAND…: waits until the command prints a line that fits.
expect() {
    local what=$1 pattern=$2 i output
    shift 2
    for ((i = 0; i < 600; i++)); do
        output=$("$@" 2>&1 || true)
        if grep -qE -- "$pattern" <<<"$output"; then
            echo "$((SECONDS)) s: $what"
            return
        fi
        sleep 0.1
    done
    echo "$what: not '$pattern' but"$'\n'"$output" >&2
    exit 1
}

state() {
    scontrol show job "$1" | grep -oE '(JobState|Reason|Restarts|ExitCode)=[^ ]*' | paste -sd' '
}

submit() {
    sbatch --parsable --requeue --open-mode=append "$@"
}

array=$(submit --array=0-5 --signal=B:TERM@60 -o 'task%a' task)
expect "six tasks run" '^6$' bash -c "squeue -h -r -t running -j $array | wc -l"
expect "on three nodes" '^3$' bash -c 'cat task? | grep -o "on node[0-9]*" | sort -u | wc -l'

scontrol requeue "${array}_0"
expect "a requeued task gets SIGTERM" '^TERM$' cat task0
expect "and starts again" '^start 1 on ' cat task0

kill -9 "$(comm -12 <(grep -slzx "SLURM_ARRAY_JOB_ID=$array" /proc/[0-9]*/environ | sort) \
    <(grep -slzx SLURM_ARRAY_TASK_ID=1 /proc/[0-9]*/environ | sort) | cut -d/ -f3 |
    while read -r process; do grep -qs '^bash$\|^slurm_script$' "/proc/$process/comm" && echo "$process"; done)"
expect "a killed task failed, and stays so" 'JobState=FAILED .*Restarts=0 ExitCode=0:9' state "${array}_1"

lost=$(squeue -h -o %N -j "${array}_2")
"$slurm" lose "$lost"
expect "a task of a lost node starts again" '^start 1 on ' cat task2
! grep -q "^start 1 on $lost" task2 || { echo "on the lost node" >&2 && exit 1; }
"$slurm" restore "$lost"
submit -w "$lost" -o again --wrap 'echo back' >/dev/null
expect "a restored node runs jobs" '^back$' cat again

half=$(submit --array=0-1 -o /dev/null --wrap 'exit $SLURM_ARRAY_TASK_ID')
all=$(submit --dependency=afterok:"$half" -o /dev/null --wrap true)
each=$(submit --array=0-1 --dependency=aftercorr:"$half" -o /dev/null --wrap true)
kill=$(submit --dependency=afterok:"$half" --kill-on-invalid-dep=yes -o /dev/null --wrap true)
expect "afterok waits for ever when one failed" 'JobState=PENDING Reason=DependencyNeverSatisfied' state "$all"
expect "aftercorr runs where the task before did well" 'JobState=COMPLETED' state "${each}_0"
expect "and waits for ever where it failed" 'JobState=PENDING Reason=DependencyNeverSatisfied' state "${each}_1"
expect "--kill-on-invalid-dep=yes cancels instead" 'JobState=CANCELLED Reason=DependencyNeverSatisfied' state "$kill"

expect "a partition that does not exist is refused" 'Invalid partition name specified' sbatch -p nosuch task

scancel "$array" "$all" "$each"
"$slurm" stop
[[ ! -e $GSFRAMEWORK_TEST_SLURM ]] && ! grep -qszxF "GS_SLURM=$GSFRAMEWORK_TEST_SLURM" /proc/[0-9]*/environ ||
    { echo "something is left" >&2 && exit 1; }
echo "$((SECONDS)) s: nothing is left"
