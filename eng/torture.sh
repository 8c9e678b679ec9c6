#!/usr/bin/env bash
# Kills the real program again and again (SIGKILL, seeded), starts it again, and compares the outcome with an undisturbed run.
# Usage: eng/torture.sh [KILLS] [SEED]     default: 200 kills, a random seed; a failure prints the seed, the kills and the data's folder.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

kills=${1:-200}
seed=${2:-$((RANDOM * 32768 + RANDOM))}
log=$(mktemp)
trap 'cat "$log"; rm -f "$log"' EXIT

echo "torture: $kills kills, seed $seed"
dotnet build tests/FineTune.EndToEnd.Tests -v quiet -nologo
FINETUNE_TORTURE_KILLS=$kills FINETUNE_TORTURE_SEED=$seed FINETUNE_TORTURE_LOG=$log \
    dotnet run --no-build --project tests/FineTune.EndToEnd.Tests -- --filter-class "*TortureTests"
