#!/usr/bin/env bash
# Records the histories of every orchestrator at the version that host.json names, in a folder of that version. The folders of earlier versions stay:
# instances that began with them may still be under way.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."
version=$(sed -n 's/.*"defaultVersion": "\(.*\)".*/\1/p' host.json)
folder=tests/FineTune.EndToEnd.Tests/Histories/$version
FINETUNE_RECORD_HISTORIES="$PWD/$folder" dotnet test --project tests/FineTune.EndToEnd.Tests -- --filter-method "*.ReplayTests.Replay_EveryExecutionOfARun_*"
echo "Recorded: $folder"
