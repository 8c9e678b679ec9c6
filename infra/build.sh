#!/bin/sh
# Compiles and lints the infrastructure: any warning is an error. Needs the .NET SDK only; the Bicep command line comes from its
# NuGet package. Set BICEP to use another one.
#   infra/build.sh [output folder]       default: artifacts/infra
set -eu

here=$(cd "$(dirname "$0")" && pwd)
out=${1:-"$here/../artifacts/infra"}
mkdir -p "$out"

if [ -z "${BICEP:-}" ]; then
    dotnet restore "$here/bicep/bicep.csproj" --nologo -v quiet
    BICEP=$(dotnet msbuild "$here/bicep/bicep.csproj" -nologo -t:LocateBicep -getProperty:BicepExecutable)
fi
if [ ! -f "$BICEP" ] && ! command -v "$BICEP" >/dev/null; then
    echo "infra/build.sh: no Bicep command line at '$BICEP'. Check that the restore of infra/bicep/bicep.csproj succeeded, or set BICEP." >&2
    exit 1
fi
[ ! -f "$BICEP" ] || [ -x "$BICEP" ] || chmod +x "$BICEP"

log="$out/bicep.log"
failed=0
run() { # $1: what is done, for people; the rest: arguments of the command line
    what=$1
    shift
    if ! "$BICEP" "$@" >"$log" 2>&1 || grep -Eq ': (Warning|Error) ' "$log"; then
        cat "$log" >&2
        echo "infra/build.sh: $what: not clean" >&2
        failed=1
    else
        echo "infra/build.sh: $what: ok"
    fi
}

cd "$here"
run "lint main.bicep" lint main.bicep
run "build main.bicep" build main.bicep --outfile "$out/main.json"
run "build main.bicepparam" build-params main.bicepparam --outfile "$out/main.parameters.json"

# Formatting happens on a copy.
rm -rf "$out/formatted"
mkdir -p "$out/formatted/app"
cp bicepconfig.json main.bicep main.bicepparam "$out/formatted"
cp app/*.bicep "$out/formatted/app"
run "format" format --pattern "$out/formatted/**/*.bicep*"
for file in main.bicep main.bicepparam app/*.bicep; do
    if ! cmp -s "$file" "$out/formatted/$file"; then
        echo "infra/build.sh: infra/$file is not formatted: run 'bicep format infra/$file'" >&2
        failed=1
    fi
done
rm -rf "$log" "$out/formatted"
exit "$failed"
