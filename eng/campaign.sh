#!/usr/bin/env bash
# The reliability campaign: damaged files, killed runs, full disks, hostile requests. eng/campaign/README.md says more.
#   eng/campaign.sh --minutes 10 --seed 1
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
exec dotnet run --project eng/campaign -c Release -- "$@"
