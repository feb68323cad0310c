#!/usr/bin/env bash
# Photographs every page that the program writes or serves, uses it with mouse and keys, and says what is wrong with it.
# eng/screens/README.md says more.
#   eng/screens.sh --out artifacts/screens
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
exec dotnet run --project eng/screens -c Release -- "$@"
