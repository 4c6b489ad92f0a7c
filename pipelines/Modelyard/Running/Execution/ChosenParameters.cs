using System.Text.Json;
using System.Text.Json.Nodes;
using Modelyard.Content;
using Modelyard.Running.Graph;
using Modelyard.Running.Store;

namespace Modelyard.Running.Execution;

/// <summary>Resolves what a search chose into plain parameters, before a key is made.</summary>
internal static class ChosenParameters
{
    private const string FileName = "choice.json";

    /// <summary>The node as it runs, without the choice among its inputs. A node that no search feeds stays as it is.</summary>
    /// <exception cref="Diagnostics.YardException">YARD3016.</exception>
    public static (StepNode Node, IReadOnlyDictionary<string, IReadOnlyList<Digest>> Inputs) Resolve(
        StepNode node, IReadOnlyDictionary<string, IReadOnlyList<Digest>> inputs, ObjectStore objects)
    {
        if (!inputs.TryGetValue(SearchExpansion.ChoicePort, out var choice)) return (node, inputs);
        var parameters = node.Parameters.DeepClone().AsObject();
        foreach (var (name, value) in Read(node, objects.PathOf(choice[0]))) parameters[name] = value?.DeepClone();
        return (node with { Parameters = parameters, Inputs = Without(node.Inputs) }, Without(inputs));
    }

    private static JsonObject Read(StepNode node, string folder)
    {
        try
        {
            return JsonNode.Parse(File.ReadAllBytes(Path.Combine(folder, FileName)))?["parameters"] as JsonObject ?? throw new JsonException("expected the object parameters");
        }
        catch (Exception unreadable) when (unreadable is IOException or JsonException)
        {
            throw RunCodes.BadChoice.Failure($"{node}: what the search chose cannot be read: {FileName}: {unreadable.Message}");
        }
    }

    private static Dictionary<string, T> Without<T>(IReadOnlyDictionary<string, T> inputs) =>
        inputs.Where(input => input.Key != SearchExpansion.ChoicePort).ToDictionary();
}
