using System.Text.Json.Nodes;
using Pulumi;

namespace Modelyard.Infra.Tests.Recording;

/// <summary>A resource that a program declared: what Pulumi's engine would have been told.</summary>
/// <param name="Type">Pulumi's token: <c>kubernetes:core/v1:Namespace</c>.</param>
/// <param name="Inputs">As they are sent to the provider; secrets in clear.</param>
public sealed record RecordedResource(string Type, string Name, JsonObject Inputs, RecordedOptions Options)
{
    /// <summary>The kind of object, for those of Kubernetes.</summary>
    public string? Kind => (string?)Inputs["kind"];

    /// <summary>The name of the object, for those of Kubernetes.</summary>
    public string? ObjectName => (string?)Inputs["metadata"]?["name"];

    public string? Namespace => (string?)Inputs["metadata"]?["namespace"];

    public bool IsKubernetesObject => Type.StartsWith("kubernetes:", StringComparison.Ordinal) && Inputs["apiVersion"] is not null;

    public override string ToString() => $"{Type} {Name}";
}

/// <summary>How the engine is to treat it.</summary>
/// <param name="Parent">The name of its parent; <see langword="null"/>: the stack.</param>
/// <param name="After">Names of what it waits for beside its inputs.</param>
public sealed record RecordedOptions(bool IsProtected, bool IsRetained, string? Parent, IReadOnlyList<string> After, int Aliases)
{
    internal static async Task<RecordedOptions> OfAsync(ResourceOptions options)
    {
        var after = new List<string>();
        await foreach (var one in options.DependsOn)
        {
            var resource = await OutputValue.OfAsync(one.ToOutput());
            after.Add(resource.GetResourceName());
        }

        return new RecordedOptions(options.Protect == true, options.RetainOnDelete == true, options.Parent is { } parent and not Stack ? parent.GetResourceName() : null, after, options.Aliases.Count);
    }
}
