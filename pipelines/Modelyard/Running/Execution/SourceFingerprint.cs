using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Modelyard.Content;
using Modelyard.Running.Contract;
using Modelyard.Running.Graph;
using Modelyard.Running.Store;

namespace Modelyard.Running.Execution;

/// <summary>What a source's data is at this moment: the content of the host files it reads, and the line its own command prints.</summary>
/// <param name="known">Node id → fingerprint, of sources whose data is elsewhere and was looked at there.</param>
internal sealed class SourceFingerprint(YardStore store, IStepRunner runner, IReadOnlyDictionary<Digest, Digest>? known = null)
{
    private static readonly Dictionary<string, IReadOnlyList<string>> NoInputs = [];

    /// <summary>The digest that enters the key.</summary>
    /// <exception cref="Modelyard.Diagnostics.YardException">YARD3012: a file is missing or the command failed; YARD3019: a variable is not set.</exception>
    public async Task<Digest> TakeAsync(StepNode node, StepRuntime runtime, StepCode code, CancellationToken cancellation)
    {
        if (known?.TryGetValue(node.Id, out var elsewhere) == true) return elsewhere;
        if (runner.LendsVariables) ThrowIfUnset(node);
        var files = node.Component.Spec.Reads.SelectMany(pattern => Read(node, pattern)).ToList();
        var line = node.Component.Spec.Fingerprint is { } command ? await AskAsync(node, command, runtime, code, cancellation) : null;
        var document = new JsonObject { ["reads"] = new JsonArray([.. files]), ["line"] = line };
        if (node.Files.Count > 0) document["files"] = new JsonObject(node.Files.Select(file => KeyValuePair.Create<string, JsonNode?>(file.Key, ContentOf(node, file.Value))));
        return CanonicalJson.Digest(document);
    }

    private static void ThrowIfUnset(StepNode node)
    {
        var unset = node.Variables.Values.Where(variable => string.IsNullOrEmpty(Environment.GetEnvironmentVariable(variable))).Order(StringComparer.Ordinal).ToList();
        if (unset.Count == 0) return;
        throw RunCodes.VariableUnset.Failure(
            $"{node}: the environment has no {string.Join(" and no ", unset)}, which the source {node.Component.Spec.Name} takes its secret from", $"export {unset[0]}=… and run again");
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

        return paths.Select(path => (JsonNode)new JsonArray(path, ContentOf(node, path)));
    }

    private static string ContentOf(StepNode node, string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            return Convert.ToHexStringLower(SHA256.HashData(file));
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw RunCodes.Fingerprint.Failure($"{node}: {path} cannot be read: {unreadable.Message}");
        }
    }

    private async Task<string> AskAsync(StepNode node, string command, StepRuntime runtime, StepCode code, CancellationToken cancellation)
    {
        var place = store.Staging.NewFolder("fingerprint");
        var log = Path.Combine(place, "log");
        var attempt = StepAttempt.Prepare(node, command, runtime, code, NoInputs, [], log, cpus: 1, store.Staging.NewFolder("step"));
        try
        {
            var outcome = await runner.RunAsync(attempt.Work, cancellation);
            cancellation.ThrowIfCancellationRequested();
            var printed = File.Exists(log) ? (await File.ReadAllTextAsync(log, cancellation)).Trim() : "";
            return outcome is { End: StepEnd.Exited, ExitCode: 0 }
                ? printed
                : throw RunCodes.Fingerprint.Failure($"{node}: `{command}` failed: {(printed.Length > 0 ? printed : outcome.Message ?? "it printed nothing")}");
        }
        finally
        {
            StagingArea.Remove(attempt.Folder);
            StagingArea.Remove(place);
        }
    }
}
