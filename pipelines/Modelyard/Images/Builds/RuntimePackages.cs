using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Modelyard.Content;
using Modelyard.Diagnostics;
using Modelyard.Images.Runtimes;
using Modelyard.Running.Store;

namespace Modelyard.Images.Builds;

/// <summary>
/// The packages of runtimes for C#, as this machine's feeds give them: a restore of what <see cref="Props"/> asks for, whose outcome
/// is kept, so that only the first command of a store restores.
/// </summary>
/// <param name="folder">Where outcomes are kept.</param>
internal sealed class RuntimePackages(string folder)
{
    /// <summary>The file of a runtime's folder that every component on it imports; a runtime without it builds none.</summary>
    public const string Props = "Step.props";

    private const string Project = "runtime.csproj";
    private const int ErrorsShown = 3;

    /// <summary>Package → version; <see langword="null"/> where that was not yet found out.</summary>
    /// <param name="runtime">Absolute path of the runtime's folder.</param>
    public IReadOnlyDictionary<string, string>? Find(string runtime, DotnetSdk sdk)
    {
        try
        {
            return JsonSerializer.Deserialize<SortedDictionary<string, string>>(File.ReadAllBytes(FileOf(runtime, sdk)));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Restores, and keeps the outcome.</summary>
    /// <returns>What went wrong, if anything.</returns>
    public async Task<Diagnostic?> RestoreAsync(string name, string runtime, DotnetSdk sdk, SetupJournal journal, CancellationToken cancellation)
    {
        var place = Path.Combine(folder, $"restore.{Environment.ProcessId}");
        try
        {
            StagingArea.Remove(place);
            Directory.CreateDirectory(place);
            BuildFolder.Close(place);
            File.WriteAllText(Path.Combine(place, Project), $"<Project Sdk=\"Microsoft.NET.Sdk\">\n  <Import Project=\"{Path.Combine(runtime, Props)}\" />\n</Project>\n");
            journal.Say($"dotnet restore: the packages of runtime {name}");
            var command = new Command(sdk.Program, "restore", Path.Combine(place, Project), "-p:RestorePackagesWithLockFile=true", "-v:minimal")
            {
                Environment = BuildFolder.Environment(sdk, folder),
            };
            var result = await journal.RunAsync(command, cancellation);
            if (!result.Succeeded)
            {
                var errors = CompilerOutput.Errors(result.Output, place).Take(ErrorsShown).Select(error => $"{error.Code}: {error.Message}").ToList();
                return RuntimeCodes.PackagesNotRestored.Error(
                    new SourcePosition($"pipelines/Runtimes/{name}/{Props}"),
                    $"runtime {name}: {(errors.Count > 0 ? string.Join("; ", errors) : result.LastLine)}",
                    $"the whole output is in {journal.Log}");
            }

            var packages = PackageLock.Read(Path.Combine(place, PackageLock.FileName));
            DurableFile.Write(FileOf(runtime, sdk), JsonSerializer.SerializeToUtf8Bytes(packages));
            return null;
        }
        finally
        {
            StagingArea.Remove(place);
        }
    }

    // What a restore depends on and we can see; what a feed has since is not asked again, as no key should change by itself.
    private string FileOf(string runtime, DotnetSdk sdk)
    {
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in Directory.EnumerateFiles(runtime, "*.props").Order(StringComparer.Ordinal))
        {
            var content = File.ReadAllBytes(file);
            digest.AppendData(Encoding.UTF8.GetBytes($"{Path.GetFileName(file)} {content.Length}\n"));
            digest.AppendData(content);
        }

        digest.AppendData(Encoding.UTF8.GetBytes($"{sdk.Version} {Running.Keys.StepKey.Platform}"));
        return Path.Combine(folder, $"{Convert.ToHexStringLower(digest.GetHashAndReset())[..32]}.json");
    }
}
