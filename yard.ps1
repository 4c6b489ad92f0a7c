# Starts the command line from source on Windows (PowerShell 5.1 or newer): builds it when a source changed, then runs it.
$ErrorActionPreference = 'Stop'
$root = $PSScriptRoot
$buildHome = Join-Path $root '.yard/build'

if (-not (Get-Command dotnet -ErrorAction SilentlyContinue) -or -not ((dotnet --list-sdks) -match '^10\.')) {
    [Console]::Error.WriteLine('yard: the .NET 10 SDK is not on this machine. Get it with: winget install Microsoft.DotNet.SDK.10')
    exit 1
}

function Get-Stamp {
    $files = Get-ChildItem -Path (Join-Path $root 'pipelines') -Recurse -File |
        Where-Object { $_.FullName -notmatch '[\\/](bin|obj|Components|FlaskServer)[\\/]' -and $_.FullName -notmatch '[\\/]pipelines[\\/]Runtimes[\\/]' }
    $files += Get-ChildItem -Path $root -File | Where-Object { $_.Name -like 'Directory.*' -or $_.Name -eq 'global.json' }
    ($files | Sort-Object FullName | ForEach-Object { "$($_.FullName) $($_.Length) $($_.LastWriteTimeUtc.Ticks)" }) -join "`n"
}

$stamp = Get-Stamp
$current = Join-Path $buildHome 'current.txt'
$generation = if (Test-Path $current) { (Get-Content -Raw $current).Trim() } else { $null }
if (-not $generation -or -not (Test-Path "$generation/sources") -or [IO.File]::ReadAllText("$generation/sources") -ne $stamp) {
    New-Item -ItemType Directory -Force $buildHome | Out-Null
    # One build at a time; the system lets go of the file when this process ends.
    while ($true) {
        try { $lock = [IO.File]::Open((Join-Path $buildHome 'lock'), 'OpenOrCreate', 'ReadWrite', 'None'); break }
        catch [IO.IOException] { Start-Sleep -Milliseconds 300 }
    }
    try {
        [Console]::Error.WriteLine('yard: building the command line (first time about 60 s)')
        $generation = Join-Path $buildHome ('generations/' + [Guid]::NewGuid().ToString('N'))
        $settings = @('-nodeReuse:false', '-nologo', '-v:minimal', "-p:ArtifactsPath=$buildHome", "-p:Into=$generation", '-p:ReadyToRun=false')
        $project = Join-Path $root 'pipelines/Programs.proj'
        dotnet msbuild $project -t:Restore @settings > "$buildHome/build.log"
        if ($LASTEXITCODE -eq 0) { dotnet msbuild $project -t:Publish @settings >> "$buildHome/build.log" }
        if ($LASTEXITCODE -ne 0) {
            Get-Content "$buildHome/build.log" -Tail 20 | ForEach-Object { [Console]::Error.WriteLine($_) }
            [Console]::Error.WriteLine("yard: the command line could not be built; the whole output is in $buildHome/build.log")
            exit 1
        }
        [IO.File]::WriteAllText("$generation/sources", $stamp)
        [IO.File]::WriteAllText("$current.new", $generation)
        Move-Item -Force "$current.new" $current
    }
    finally { $lock.Dispose() }
}

$env:YARD_ROOT = $root
dotnet "$generation/cli/yard.dll" @args
exit $LASTEXITCODE
