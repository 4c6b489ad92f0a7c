using Modelyard.Cli.Commands;
using Modelyard.Versions.Publishing;
using Spectre.Console;

namespace Modelyard.Cli.Display;

/// <summary>Lists versions of a registry.</summary>
internal static class PublishedVersions
{
    public static async Task<int> ShowAsync(string model, ModelRegistry registry, Workspace workspace, Output output, CancellationToken cancellation)
    {
        using var repository = registry.Open(model);
        var versions = await repository.ListAsync(cancellation);
        if (output.IsJson)
        {
            output.Json(new
            {
                model,
                registry = registry.Name,
                versions = versions.Select(version => new
                {
                    identity = version.Manifest.Identity,
                    digest = version.Content.Digest,
                    numbers = version.Numbers,
                    version.Manifest.Candidate,
                    version.Manifest.Metrics,
                    version.Bytes,
                    created = version.Origin?.Created,
                    commit = version.Origin?.Commit,
                }),
            });
        }
        else if (versions.Count == 0)
        {
            output.Line($"{registry.Name} has no versions of {model}; push one with `./yard push {model}@newest --registry {registry.Name}`");
        }
        else
        {
            var table = new Table().Border(TableBorder.None).AddColumns("number", "candidate", "identity", "metrics", "size", "made", "commit");
            foreach (var version in versions)
            {
                table.AddRow(
                    string.Join(" ", version.Numbers),
                    Markup.Escape(version.Manifest.Candidate),
                    version.Manifest.Identity.Short,
                    Markup.Escape(VersionsCommand.MetricsOf(version.Manifest, workspace)),
                    Sizes.Of(version.Bytes),
                    $"{version.Origin?.Created:yyyy-MM-dd HH:mm}",
                    version.Origin?.Commit is { } commit ? commit[..10] + (version.Origin.Dirty ? "+" : "") : "");
            }

            output.Answer.Write(table);
        }

        return ExitCodes.Done;
    }
}
