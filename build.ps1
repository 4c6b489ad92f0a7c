# build.ps1 -Target X: runs a target of build/ (Cake Frosting).
param([string] $Target = 'Default', [Parameter(ValueFromRemainingArguments)] [string[]] $Rest)
$ErrorActionPreference = 'Stop'
Set-Location $PSScriptRoot

if (Test-Path 'build/Build.csproj') { dotnet run --project build/Build.csproj -- --target $Target @Rest }
elseif ($Target -in 'Test', 'Default') { bash ./test @Rest }
else {
    [Console]::Error.WriteLine('build: this repository has no build/ yet, so there is only the target Test')
    exit 2
}
exit $LASTEXITCODE
