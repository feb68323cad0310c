#!/usr/bin/env bash
# A comparison on a Slurm of three nodes, left in peace and disturbed, against the same on this machine; and a plan of a
# thousand runs. It starts the Slurm with eng/slurm.sh, writes docs/results/cluster, and takes about ten minutes on two
# cores.
#   eng/cluster.sh --seed 1
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
exec dotnet run --project eng/campaign -c Release -- cluster "$@"
