# shellcheck shell=bash disable=SC2034 # what it sets is used by who sources it
# Sourced by ./yard and ./test where they are about to build: finds the .NET SDK, or says how to get it.

# Sets $dotnet (the program) and $DOTNET_ROOT (its folder, for programs that start by themselves); exits 1 where there is none.
# find_dotnet ROOT BUILD_HOME
find_dotnet() {
    local candidate sdk
    # Nothing of a build may outlive it: a server that lingers keeps memory, and locks that it inherited.
    export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_USE_MSBUILD_SERVER=0 DOTNET_CLI_WORKLOAD_UPDATE_NOTIFY_DISABLE=1 MSBUILDDISABLENODEREUSE=1
    if [ -z "${HOME:-}" ]; then export DOTNET_CLI_HOME="$2/home" NUGET_PACKAGES="$2/packages"; fi
    for candidate in "$(command -v dotnet || true)" "${DOTNET_ROOT:-/nowhere}/dotnet" "${HOME:-/nowhere}/.dotnet/dotnet" \
        /usr/share/dotnet/dotnet /usr/lib/dotnet/dotnet /usr/local/share/dotnet/dotnet; do
        [ -x "$candidate" ] || continue
        # Listed as: 10.0.100 [/usr/share/dotnet/sdk]
        sdk=$(cd "$1" && "$candidate" --list-sdks 2>/dev/null | sed -n 's|^10\..*\[\(.*\)/sdk\]$|\1|p' | tail -n 1)
        if [ -n "$sdk" ]; then
            dotnet=$candidate
            export DOTNET_ROOT=$sdk
            return
        fi
    done
    cat >&2 <<'HELP'
The .NET 10 SDK is not on this machine. Get it with one of these, then try again:
  Ubuntu    sudo apt-get install -y dotnet-sdk-10.0
  Fedora    sudo dnf install -y dotnet-sdk-10.0
  Debian    curl -sSL https://dot.net/v1/dotnet-install.sh | bash -s -- --channel 10.0   (into ~/.dotnet, where it is found)
  macOS     brew install --cask dotnet-sdk
  Windows   winget install Microsoft.DotNet.SDK.10, then yard.ps1
HELP
    exit 1
}
