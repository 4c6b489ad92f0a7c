#!/usr/bin/env bash
# build.sh --target X: runs a target of build/ (Cake Frosting).
set -euo pipefail
cd -P -- "$(dirname -- "${BASH_SOURCE[0]}")"
case ${1:-} in -t | -target | -Target | --target) target=${2:?a target after $1} && shift 2 ;; *) target=Default ;; esac

if [ -e build/Build.csproj ]; then exec dotnet run --project build/Build.csproj -- --target "$target" "$@"; fi
case $target in
    Test | test | Default) exec ./test "$@" ;;
    *) echo "build: this repository has no build/ yet, so there is only the target Test" >&2 && exit 2 ;;
esac
