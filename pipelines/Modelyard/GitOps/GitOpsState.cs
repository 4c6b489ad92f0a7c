using System.Text.Json;
using Modelyard.Content;
using Modelyard.Running.Store;

namespace Modelyard.GitOps;

/// <summary>What was handled of a remote: <c>gitops/state.json</c> of the store.</summary>
public sealed record GitOpsState
{
    /// <summary>The commit of the main branch up to which everything was handled; none before the first.</summary>
    public string? Main { get; init; }

    /// <summary>Models whose last training on the main branch did not end in versions of all candidates: the next commit tries them again.</summary>
    public IReadOnlyList<string> Unfinished { get; init; } = [];

    /// <summary>Branch → the commit that was reported on, with the main branch's as it was compared with.</summary>
    public IReadOnlyDictionary<string, string> Branches { get; init; } = new Dictionary<string, string>();

    /// <summary>Reads the state of a store.</summary>
    /// <exception cref="Diagnostics.YardException">YARD2107.</exception>
    public static GitOpsState Read(string file)
    {
        try
        {
            return File.Exists(file) ? JsonSerializer.Deserialize<GitOpsState>(File.ReadAllBytes(file), StoreJson.Options) ?? new GitOpsState() : new GitOpsState();
        }
        catch (JsonException damaged)
        {
            throw GitOpsCodes.BadState.Failure($"{file}: {damaged.Message}");
        }
    }

    /// <summary>Keeps it.</summary>
    public void Write(string file) => DurableFile.Write(file, JsonSerializer.SerializeToUtf8Bytes(this, StoreJson.Options));
}
