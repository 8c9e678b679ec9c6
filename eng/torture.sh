#!/usr/bin/env bash
# Kills the real program again and again (SIGKILL, seeded), starts it again, and compares the outcome with an undisturbed run.
# Usage: eng/torture.sh [--engine sqlite|azurestorage] [KILLS] [SEED]
# Default: sqlite, 200 kills (azurestorage, over Azurite: 10), a random seed; a failure prints the seed, the kills and the data's folder.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

engine=sqlite
if [[ ${1:-} == --engine ]]; then
    engine=${2:-}
    shift 2
fi
case $engine in
    sqlite) kills=200 method='*TortureTests.Kill_AtRandomMoments*' ;;
    azurestorage) kills=10 method='*TortureTests.Kill_OnAzureStorage*' ;;
    *) echo "torture: '$engine' is not an engine; use --engine sqlite or --engine azurestorage" >&2; exit 2 ;;
esac
kills=${1:-$kills}
seed=${2:-$((RANDOM * 32768 + RANDOM))}
log=$(mktemp)
trap 'cat "$log"; rm -f "$log"' EXIT

echo "torture: $engine, $kills kills, seed $seed"
dotnet build tests/FineTune.EndToEnd.Tests -v quiet -nologo
FINETUNE_TORTURE_KILLS=$kills FINETUNE_TORTURE_SEED=$seed FINETUNE_TORTURE_LOG=$log \
    dotnet run --no-build --project tests/FineTune.EndToEnd.Tests -- --filter-method "$method"
