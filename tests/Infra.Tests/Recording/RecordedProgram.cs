using System.Collections.Concurrent;
using System.Text.Json;
using Modelyard.Infra.Clusters;
using Modelyard.Infra.Components.Settings;
using Modelyard.Infra.Platform;
using Pulumi;
using Pulumi.Testing;

namespace Modelyard.Infra.Tests.Recording;

/// <summary>Runs a program with Pulumi's mocks and keeps all that it declared. Inputs come from the mocks, options from a transformation, since mocks are told no options.</summary>
public sealed class RecordedProgram : IMocks
{
    private static readonly AsyncLocal<RecordedProgram?> Running = new();

    private static readonly ConcurrentDictionary<string, Lazy<Task<RecordedProgram>>> Committed = new();

    private readonly ConcurrentBag<MockResourceArgs> _registered = [];
    private readonly ConcurrentDictionary<(string Type, string Name), ResourceOptions> _options = new();
    private readonly StackConfiguration _configuration;
    private readonly RepositoryFolder _repository;

    private RecordedProgram(StackConfiguration configuration, RepositoryFolder repository) => (_configuration, _repository) = (configuration, repository);

    /// <summary>Every resource, by type and name.</summary>
    public IReadOnlyList<RecordedResource> Resources { get; private set; } = [];

    /// <summary>The repository of these tests.</summary>
    public static RepositoryFolder Repository { get; } = Find();

    /// <summary>A committed stack, run once for all tests.</summary>
    public static Task<RecordedProgram> ClustersAsync(string stack) => OnceAsync($"clusters/{stack}", () => ClustersAsync(StackFile.Read(Repository.Root, "Clusters", stack)));

    /// <inheritdoc cref="ClustersAsync(string)"/>
    public static Task<RecordedProgram> PlatformAsync(string stack) => OnceAsync($"platform/{stack}", () => PlatformAsync(StackFile.Read(Repository.Root, "Platform", stack)));

    public static Task<RecordedProgram> PlatformAsync(StackConfiguration configuration, RepositoryFolder? repository = null) => RunAsync<Platform>(configuration, repository ?? Repository, PlatformSettings.Project);

    public static Task<RecordedProgram> ClustersAsync(StackConfiguration configuration) => RunAsync<Clusters>(configuration, Repository, ClustersSettings.Project);

    /// <summary>Those of a type, sorted by name.</summary>
    public IEnumerable<RecordedResource> OfType(string type) => Resources.Where(resource => resource.Type == type);

    /// <summary>The only one of a type and name.</summary>
    public RecordedResource The(string type, string name) =>
        Resources.SingleOrDefault(resource => resource.Type == type && resource.Name == name) ?? throw new InvalidOperationException($"no {type} '{name}'; there are {string.Join(", ", OfType(type).Select(one => one.Name))}");

    Task<(string? id, object state)> IMocks.NewResourceAsync(MockResourceArgs args)
    {
        _registered.Add(args);
        return Task.FromResult(((string?)$"{args.Name}-id", (object)Cloud.StateOf(args)));
    }

    Task<object> IMocks.CallAsync(MockCallArgs args) => throw new InvalidOperationException($"nothing here asks a provider, but {args.Token} is");

    private static Task<RecordedProgram> OnceAsync(string key, Func<Task<RecordedProgram>> run) => Committed.GetOrAdd(key, _ => new Lazy<Task<RecordedProgram>>(run)).Value;

    private static async Task<RecordedProgram> RunAsync<T>(StackConfiguration configuration, RepositoryFolder repository, string project)
        where T : Stack, new()
    {
        var program = new RecordedProgram(configuration, repository);
        Running.Value = program;
        await Pulumi.Deployment.TestAsync<T>(program, new TestOptions { ProjectName = project, StackName = configuration.Stack, IsPreview = false });
        var resources = new List<RecordedResource>();
        foreach (var one in program._registered)
        {
            var options = program._options.TryGetValue((one.Type!, one.Name!), out var found) ? await RecordedOptions.OfAsync(found) : new RecordedOptions(false, false, null, [], 0);
            resources.Add(new RecordedResource(one.Type!, one.Name!, JsonSerializer.SerializeToNode(one.Inputs)!.AsObject(), options));
        }

        program.Resources = [.. resources.OrderBy(resource => resource.Type, StringComparer.Ordinal).ThenBy(resource => resource.Name, StringComparer.Ordinal)];
        return program;
    }

    private static StackOptions Recorded(RecordedProgram program) => new()
    {
        ResourceTransformations =
        {
            args =>
            {
                program._options[(args.Resource.GetResourceType(), args.Resource.GetResourceName())] = args.Options;
                return null;
            },
        },
    };

    private static RepositoryFolder Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, EnvironmentEntry.File))) folder = folder.Parent!;
        return new RepositoryFolder(folder.FullName);
    }

    private sealed class Clusters() : ClustersStack(Running.Value!._configuration, Recorded(Running.Value));

    private sealed class Platform() : PlatformStack(Running.Value!._configuration, Running.Value._repository, Recorded(Running.Value));
}
