using Modelyard.Tests.Specs;
using YamlDotNet.RepresentationModel;

namespace Modelyard.Tests.Workflows;

/// <summary>A workflow's file, as text and as YAML.</summary>
internal sealed record Workflow(string Name, string Text, YamlMappingNode Root)
{
    public static IReadOnlyList<Workflow> All { get; } = [.. Directory.EnumerateFiles(Path.Combine(SourceRepository.Root, ".github", "workflows")).Order(StringComparer.Ordinal).Select(path => Parse(Path.GetFileName(path), File.ReadAllText(path)))];

    public IReadOnlyList<Job> Jobs => [.. Root.Map("jobs")!.Children.Select(job => new Job(this, job.Key.ToString(), (YamlMappingNode)job.Value))];

    /// <summary>The names of the events that start it.</summary>
    public IReadOnlyList<string> Events => Root.At("on") switch
    {
        YamlMappingNode events => [.. events.Children.Keys.Select(name => name.ToString())],
        YamlSequenceNode events => [.. events.Select(name => name.ToString())],
        var one => [one!.ToString()],
    };

    public static Workflow Parse(string name, string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return new Workflow(name, text, (YamlMappingNode)stream.Documents[0].RootNode);
    }
}

/// <summary>A job of it.</summary>
internal sealed record Job(Workflow Workflow, string Name, YamlMappingNode Node)
{
    private static readonly string[] KeepingForksOut = ["github.event.pull_request.head.repo.full_name == github.repository", "github.event_name == 'push'"];

    public string If => Node.Text("if") ?? "";

    public IReadOnlyList<YamlMappingNode> Steps => [.. Node.List("steps").Cast<YamlMappingNode>()];

    public IReadOnlyDictionary<string, string> Permissions => (Node.Map("permissions") ?? Workflow.Root.Map("permissions"))!.Children.ToDictionary(right => right.Key.ToString(), right => right.Value.ToString());

    /// <summary>Whether a pull request of a fork starts it: with the fork's code.</summary>
    public bool RunsForForks => Workflow.Events.Contains("pull_request") && !KeepingForksOut.Any(If.Contains);

    /// <summary>The whole job as YAML's scalars, keys and values.</summary>
    public IEnumerable<string> Scalars => Of(Node);

    public override string ToString() => $"{Workflow.Name}: {Name}";

    private static IEnumerable<string> Of(YamlNode node) => node switch
    {
        YamlMappingNode map => map.Children.SelectMany(member => Of(member.Key).Concat(Of(member.Value))),
        YamlSequenceNode list => list.SelectMany(Of),
        _ => [node.ToString()],
    };
}

/// <summary>Members by name.</summary>
internal static class YamlMembers
{
    public static YamlNode? At(this YamlMappingNode node, string name) => node.Children.TryGetValue(new YamlScalarNode(name), out var found) ? found : null;

    public static string? Text(this YamlMappingNode node, string name) => (node.At(name) as YamlScalarNode)?.Value;

    public static YamlMappingNode? Map(this YamlMappingNode node, string name) => node.At(name) as YamlMappingNode;

    public static IEnumerable<YamlNode> List(this YamlMappingNode node, string name) => node.At(name) as YamlSequenceNode ?? Enumerable.Empty<YamlNode>();
}
