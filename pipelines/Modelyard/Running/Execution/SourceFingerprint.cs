using System.Text.Json.Nodes;
using Modelyard.Content;
using Modelyard.Running.Contract;
using Modelyard.Running.Graph;
using Modelyard.Running.Store;

namespace Modelyard.Running.Execution;

/// <summary>What a source's data is at this moment: the content of the host files it reads, and the line its own command prints.</summary>
internal sealed class SourceFingerprint(YardStore store, IStepRunner runner)
{
    private static readonly Dictionary<string, IReadOnlyList<string>> NoInputs = [];

    /// <summary>The digest that enters the key.</summary>
    /// <exception cref="Modelyard.Diagnostics.YardException">YARD3012: a file is missing or the command failed.</exception>
    public async Task<Digest> TakeAsync(StepNode node, StepRuntime runtime, StepCode code, CancellationToken cancellation)
    {
        var files = node.Component.Spec.Reads.SelectMany(pattern => Read(node, pattern)).ToList();
        var line = node.Component.Spec.Fingerprint is { } command ? await AskAsync(node, command, runtime, code, cancellation) : null;
        return CanonicalJson.Digest(new JsonObject { ["reads"] = new JsonArray([.. files]), ["line"] = line });
    }

    private static IEnumerable<JsonNode> Read(StepNode node, string pattern)
    {
        var paths = HostFiles.Matching(pattern);
        if (paths.Count == 0 && node.Component.Spec.Fingerprint is null)
        {
            var package = node.Component.Spec.Data.FirstOrDefault(data => data.File == pattern)?.Debian;
            throw RunCodes.Fingerprint.Failure(
                $"{node}: nothing on this machine matches '{pattern}', which the source {node.Component.Spec.Name} reads",
                package is null ? null : $"install the package {package}");
        }

        foreach (var path in paths)
        {
            using var file = File.OpenRead(path);
            yield return new JsonArray(path, Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(file)));
        }
    }

    private async Task<string> AskAsync(StepNode node, string command, StepRuntime runtime, StepCode code, CancellationToken cancellation)
    {
        var log = Path.Combine(store.Staging.NewFolder("fingerprint"), "log");
        var attempt = StepAttempt.Prepare(node, command, runtime, code, NoInputs, [], log, cpus: 1, store);
        var outcome = await runner.RunAsync(attempt.Job, attempt.Folder, cancellation);
        cancellation.ThrowIfCancellationRequested();
        var printed = File.Exists(log) ? await File.ReadAllTextAsync(log, cancellation) : "";
        StagingArea.Remove(attempt.Folder);
        return outcome is { End: StepEnd.Exited, ExitCode: 0 }
            ? printed.Trim()
            : throw RunCodes.Fingerprint.Failure($"{node}: `{command}` failed: {printed.Trim()}");
    }
}
