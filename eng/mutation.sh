#!/usr/bin/env bash
# Mutation testing of what the method stands on. eng/mutation/README.md says more.
#   eng/mutation.sh
#   eng/mutation.sh cost
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
out=$PWD/artifacts/mutation
version=5.1.0
stryker=$out/stryker-$version

# Not in .config/dotnet-tools.json: not every feed has it, and what else is there must be restored all the same.
[[ -x $stryker/dotnet-stryker ]] || dotnet tool install dotnet-stryker --version "$version" --tool-path "$stryker"

subjects=(objective selection extraction cost quantizers quantization)
if (($# > 0)) && [[ $1 != -* ]]; then
    subjects=("$1")
    shift
fi

# Stryker mutates what the project of the current folder refers to.
cd eng/mutation
for subject in "${subjects[@]}"; do
    nice -n 10 "$stryker/dotnet-stryker" --config-file "$subject.json" --output "$out/$subject" "$@"
done
