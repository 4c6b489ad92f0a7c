using Modelyard.Images.Runtimes;
using Modelyard.Specs;
using Modelyard.Specs.Requirements;

namespace Modelyard.Images.Bases;

/// <summary>What each layer of Debian packages of a runtime adds: the base's own, then those of each runtime of its lineage, then those of one model.</summary>
internal sealed class DebianContents(Repository repository)
{
    /// <summary>From the base upwards.</summary>
    /// <param name="more">What a model needs over the runtime.</param>
    public IEnumerable<DebianContent> Of(string runtime, DebianBaseSpec debian, DebianPackages? more)
    {
        var packages = new SortedSet<string>(debian.Packages, StringComparer.Ordinal);
        yield return Bare(debian, packages);
        var spec = RuntimeInheritance.Merge(runtime, repository.Runtimes);
        foreach (var ancestor in spec.Language == "python" ? Lineage(runtime) : [])
        {
            var merged = RuntimeInheritance.Merge(ancestor, repository.Runtimes);
            packages.UnionWith(merged.Packages.Select(package => package.Debian).Concat(merged.Libraries.Select(library => library.Debian)));
            yield return new DebianContent($"packages of {ancestor}", [.. packages], merged);
        }

        if (more is not null) yield return Over(packages, more, spec.Language == "python" ? spec : null);
    }

    /// <summary>The base alone, then what a program of no runtime needs.</summary>
    public static IEnumerable<DebianContent> Of(DebianBaseSpec debian, DebianPackages? more)
    {
        var packages = new SortedSet<string>(debian.Packages, StringComparer.Ordinal);
        yield return Bare(debian, packages);
        if (more is not null) yield return Over(packages, more, null);
    }

    private static DebianContent Bare(DebianBaseSpec debian, SortedSet<string> packages) => new($"Debian {debian.Suite}", [.. packages], null);

    private static DebianContent Over(SortedSet<string> packages, DebianPackages more, RuntimeSpec? asked)
    {
        packages.ExceptWith(more.Lines.Select(line => line.Name));
        packages.UnionWith(more.Lines.Select(line => line.ToString()));
        return new DebianContent($"Debian packages of {more.Subject.Split('@')[0]}", [.. packages], asked);
    }

    private IEnumerable<string> Lineage(string name)
    {
        var lineage = new Stack<string>();
        for (var next = (string?)name; next is not null; next = repository.Runtimes[next].Spec.Extends) lineage.Push(next);
        return lineage;
    }
}

/// <summary>One layer's.</summary>
/// <param name="Title">For the image's history.</param>
/// <param name="Packages">Sorted, those of the layers below included; <c>name=version</c> where only that will do.</param>
/// <param name="Asked">The merged runtime in Python that must find its packages; none where there is none.</param>
internal sealed record DebianContent(string Title, IReadOnlyList<string> Packages, RuntimeSpec? Asked);
