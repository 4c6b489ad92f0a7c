#!/usr/bin/env bash
# build.sh -Target X [--option value …]: runs a target of build/ (Cake Frosting); `build.sh --description` lists them.
# Arguments reach the program as they are, but for -Target, which is PowerShell's way to write --target.
set -euo pipefail
cd -P -- "$(dirname -- "${BASH_SOURCE[0]}")"
case ${1:-} in -t | -target | -Target) target=${2:?a target after $1} && shift 2 && set -- --target "$target" "$@" ;; esac
# shellcheck source=.ci/dotnet.sh
. .ci/dotnet.sh
say() { printf 'build: %s\n' "$*" >&2; }
find_dotnet "$PWD" "$PWD/.yard/build"
exec "$dotnet" run --project build/Build.csproj -c Release -v q -- "$@"
