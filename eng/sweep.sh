#!/usr/bin/env bash
# The full grid of configs/sweep-ink.json against searches of the same ranges by TPE with successive halving. It writes
# docs/results/sweep, keeps the sweeps in artifacts/sweeps and continues those that are there. About an hour on two cores.
#   eng/sweep.sh --seeds 5 --jobs 1
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
exec dotnet run --project eng/campaign -c Release -- sweeps "$@"
