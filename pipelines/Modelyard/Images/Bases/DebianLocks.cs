using System.Text;
using Modelyard.Content;
using Modelyard.Images.Runtimes;
using Modelyard.Running.Store;
using Modelyard.Specs;

namespace Modelyard.Images.Bases;

/// <summary>Writes the locks of all bases of Debian in one file of bases, by what apt offers today.</summary>
public sealed class DebianLocks(Repository repository, SpecFile<ImagesSpec> images, YardStore store, ICommands commands, IProgress<string> progress, TimeProvider time)
{
    private readonly DebianContents _contents = new(repository);

    /// <summary>On this machine.</summary>
    public DebianLocks(Workspace workspace, SpecFile<ImagesSpec> images, IProgress<string> progress)
        : this(workspace.Repository, images, workspace.Store, new HostCommands(workspace.Time), progress, workspace.Time)
    {
    }

    /// <summary>Asks for every runtime that stands on a base, and every model with an <c>apt.txt</c> on such a runtime; then writes the files that change.</summary>
    /// <returns>One a base, sorted by name.</returns>
    public async Task<IReadOnlyList<UpdatedLock>> UpdateAsync(CancellationToken cancellation)
    {
        var updates = new List<(string File, string Text)>();
        var locks = new List<UpdatedLock>();
        var log = Path.Combine(store.Root, "setup", "bases.log");
        foreach (var (name, debian) in images.Spec.Bases.Where(found => found.Value.Debian is not null).OrderBy(found => found.Key, StringComparer.Ordinal).Select(found => (found.Key, found.Value.Debian!)))
        {
            var place = store.Staging.NewFolder("lock");
            try
            {
                var before = DebianLock.Read(repository.Root, images.Source.File, name)?.Versions ?? new Dictionary<string, string>();
                var versions = await new DebianResolution(commands, progress, time).ResolveAsync(debian, SetsOn(name, debian), place, log, cancellation);
                var file = DebianLock.FileOf(images.Source.File, name);
                updates.Add((file, DebianLock.Text($"Debian {debian.Suite} ({StageContent.Architecture})", versions)));
                locks.Add(new UpdatedLock(name, file, versions.Count, LockChange.Between(before, versions)));
            }
            finally
            {
                StagingArea.Remove(place);
            }
        }

        foreach (var (file, text) in updates) Write(Path.Combine(repository.Root, file), Encoding.UTF8.GetBytes(text));
        return locks;
    }

    private IEnumerable<IReadOnlyList<string>> SetsOn(string name, DebianBaseSpec debian)
    {
        var runtimes = repository.Runtimes.Keys.Where(runtime => ImageRuntimes.BaseName(runtime, repository, images) == name).Order(StringComparer.Ordinal).ToList();
        var ofRuntimes = runtimes.SelectMany(runtime => _contents.Of(runtime, debian, null));
        var ofModels = repository.DebianPackages.Values.SelectMany(more => RuntimesOf(more.Subject).Intersect(runtimes).SelectMany(runtime => _contents.Of(runtime, debian, more)));
        return ofRuntimes.Concat(ofModels).Select(content => content.Packages).DistinctBy(packages => string.Join(' ', packages));
    }

    private IEnumerable<string> RuntimesOf(string model) => repository.Models[model].Spec.Candidates.Values.SelectMany(candidate => candidate.Pipeline.Values
        .Where(step => OwnComponents.IsOwn(step.Uses))
        .Select(step => repository.Components[step.Uses].Spec.Runtime)
        .Append(candidate.Serving.Runtime));

    private static void Write(string path, byte[] content)
    {
        if (!File.Exists(path) || !File.ReadAllBytes(path).AsSpan().SequenceEqual(content)) DurableFile.Write(path, content);
    }
}

/// <summary>A lock that was written.</summary>
/// <param name="File">Relative to the repository's root.</param>
/// <param name="Packages">How many it holds.</param>
public sealed record UpdatedLock(string Base, string File, int Packages, IReadOnlyList<LockChange> Changes);

/// <summary>A package whose version in a lock changed.</summary>
/// <param name="Before">None where it is new.</param>
/// <param name="Now">None where it is gone.</param>
public sealed record LockChange(string Package, string? Before, string? Now)
{
    internal static IReadOnlyList<LockChange> Between(IReadOnlyDictionary<string, string> before, IReadOnlyDictionary<string, string> now) =>
    [
        .. before.Keys.Union(now.Keys).Order(StringComparer.Ordinal)
            .Select(package => new LockChange(package, before.GetValueOrDefault(package), now.GetValueOrDefault(package)))
            .Where(change => change.Before != change.Now),
    ];

    /// <inheritdoc/>
    public override string ToString() => Before is null ? $"+ {Package} {Now}" : Now is null ? $"- {Package} {Before}" : $"{Package} {Before} → {Now}";
}
