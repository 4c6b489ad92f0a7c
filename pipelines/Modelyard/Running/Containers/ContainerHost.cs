using Modelyard.Diagnostics;
using Modelyard.Images.Runtimes;
using Modelyard.Running.Store;

namespace Modelyard.Running.Containers;

/// <summary>This machine as a place for containers: its engine, tried once, the images that it has, and whose containers are whose.</summary>
public sealed class ContainerHost : IDisposable
{
    private const string StoreLabel = "modelyard.store";
    private const string NamePrefix = "yard-";

    private readonly YardStore _store;
    private readonly ICommands _commands;
    private readonly EngineImages _images;
    private readonly SemaphoreSlim _one = new(1);
    private ContainerEngine? _engine;
    private int _containers;

    /// <summary>Nothing is asked of the engine before the first container.</summary>
    public ContainerHost(YardStore store, TimeProvider time)
        : this(store, new HostCommands(time), time)
    {
    }

    internal ContainerHost(YardStore store, ICommands commands, TimeProvider time)
    {
        (_store, _commands, Time) = (store, commands, time);
        _images = new EngineImages(commands);
    }

    /// <summary>What the engine cannot do here; told after <see cref="ReadyAsync"/>.</summary>
    public IReadOnlyList<Diagnostic> Warnings => _engine is not { } engine ? [] :
    [
        .. engine.LimitsMemory ? (IEnumerable<Diagnostic>)[] : [Missing(engine, "memory", "resources.memory and serving.memory are not enforced")],
        .. engine.LimitsCpus ? (IEnumerable<Diagnostic>)[] : [Missing(engine, "processor cores", "steps are told how many they may use, and not held to it")],
    ];

    internal TimeProvider Time { get; }

    /// <summary>The engine, able to start this image.</summary>
    /// <param name="trivial">What lets the image's program end at once; most do without any argument.</param>
    /// <exception cref="YardException">YARD3101 to YARD3104.</exception>
    public async Task<ContainerEngine> ReadyAsync(ContainerImage image, IReadOnlyList<string> trivial, CancellationToken cancellation)
    {
        var engine = _engine ?? await FindAsync(image, trivial, cancellation);
        await _images.LoadAsync(engine, image, cancellation);
        return engine;
    }

    /// <summary>A name for a container of this process, which nobody else's has.</summary>
    public string NewName() => $"{NamePrefix}{Path.GetFileName(_store.Staging.Hold())}-{Interlocked.Increment(ref _containers)}";

    /// <summary>Labels that tell whose a container is.</summary>
    public IReadOnlyDictionary<string, string> Labels => new SortedDictionary<string, string>(StringComparer.Ordinal) { [StoreLabel] = _store.Root };

    /// <summary>Ends a container, whatever it does. Nothing happens where it is gone already.</summary>
    public Task RemoveAsync(ContainerEngine engine, string name) => _commands.RunAsync(new Command(engine.Program, engine.Remove(name)), null, CancellationToken.None);

    internal async Task<string> AskAsync(ContainerEngine engine, params string[] arguments) =>
        (await _commands.RunAsync(new Command(engine.Program, arguments), null, CancellationToken.None)).Output;

    /// <inheritdoc/>
    public void Dispose()
    {
        _images.Dispose();
        _one.Dispose();
    }

    private static Diagnostic Missing(ContainerEngine engine, string what, string effect) =>
        ContainerCodes.LimitMissing.Warning(null, $"{Path.GetFileName(engine.Program)} {engine.Version} cannot limit the {what} of containers on this machine: {effect}");

    private async Task<ContainerEngine> FindAsync(ContainerImage image, IReadOnlyList<string> trivial, CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try
        {
            if (_engine is { } known) return known;
            var engine = await new EngineSearch(_commands, Environment.GetEnvironmentVariable).FindAsync(cancellation);
            await SweepAsync(engine, cancellation);
            var record = new EngineRecord(Path.Combine(_store.Root, "setup"));
            if (record.Find(engine) is { } tried) return _engine = tried;
            await _images.LoadAsync(engine, image, cancellation);
            var able = await new EngineTrial(_commands).RunAsync(engine, image, trivial, NewName(), cancellation);
            record.Write(able);
            return _engine = able;
        }
        finally
        {
            _one.Release();
        }
    }

    // A killed process's containers end by themselves when their input ends; one whose client was killed too may be left.
    private async Task SweepAsync(ContainerEngine engine, CancellationToken cancellation)
    {
        var listed = await _commands.RunAsync(new Command(engine.Program, "ps", "--all", "--filter", $"label={StoreLabel}={_store.Root}", "--format", "{{.Names}}"), null, cancellation);
        foreach (var name in listed.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var owner = name.StartsWith(NamePrefix, StringComparison.Ordinal) ? name[NamePrefix.Length..].Split('-')[0] : "";
            if (owner.Length > 0 && !_store.Staging.IsHeld(owner)) await RemoveAsync(engine, name);
        }
    }
}
