# build.ps1 -Target X [--option value …]: runs a target of build/ (Cake Frosting); the same program as build.sh starts.
param([string] $Target = 'Default', [Parameter(ValueFromRemainingArguments)] [string[]] $Rest)
$ErrorActionPreference = 'Stop'
Set-Location $PSScriptRoot
dotnet run --project build/Build.csproj -c Release -v q -- --target $Target @Rest
exit $LASTEXITCODE
