using System.CommandLine;
using System.Globalization;
using Modelyard.Cli.Display;
using Modelyard.Versions;
using Modelyard.Versions.Publishing;
using Spectre.Console;

namespace Modelyard.Cli.Commands;

/// <summary><c>yard versions MODEL</c></summary>
internal sealed class VersionsCommand : YardCommand
{
    private readonly Argument<string> _model = new("MODEL") { Description = "The model." };

    private readonly Option<string?> _registry = new("--registry") { Description = "Those of a registry instead: " + RegistryArgument.Forms, HelpName = "REGISTRY" };

    public VersionsCommand()
        : base("versions", "List the versions of a model in this store, or in a registry, newest first.")
    {
        Arguments.Add(_model);
        Options.Add(_registry);
    }

    public override IReadOnlyList<string> Examples =>
    [
        "yard versions item-photo",
        "yard versions item-photo --registry registry.example/modelyard",
    ];

    protected override Task<int> RunAsync(ParseResult arguments, Workspace workspace, Output output, CancellationToken cancellation)
    {
        var model = ModelArgument.Known(arguments.GetRequiredValue(_model), workspace);
        if (arguments.GetValue(_registry) is { } registry) return PublishedVersions.ShowAsync(model, ModelRegistry.Of(registry, workspace), workspace, output, cancellation);
        var versions = workspace.Versions.Of(model).Reverse().ToList();
        var numbers = workspace.Versions.Numbers(model);
        if (output.IsJson)
        {
            output.Json(new
            {
                model,
                versions = versions.Select(version => new
                {
                    version.Name,
                    number = numbers.GetValueOrDefault(version.Manifest.Identity),
                    identity = version.Manifest.Identity,
                    version.Manifest.Candidate,
                    version.Manifest.Metrics,
                    version.Manifest.Artifact.Bytes,
                    created = version.Origin?.Created,
                    commit = version.Origin?.Commit,
                }),
            });
        }
        else if (versions.Count == 0)
        {
            output.Line($"{model} has no versions yet; make one with `./yard run {model}`");
        }
        else
        {
            var table = new Table().Border(TableBorder.None).AddColumns("version", "candidate", "identity", "metrics", "size", "made", "commit");
            foreach (var version in versions)
            {
                table.AddRow(
                    numbers.TryGetValue(version.Manifest.Identity, out var number) ? $"{number} ({version.Name})" : version.Name,
                    Markup.Escape(version.Manifest.Candidate),
                    version.Manifest.Identity.Short,
                    Markup.Escape(MetricsOf(version.Manifest, workspace)),
                    Sizes.Of(version.Manifest.Artifact.Bytes),
                    $"{version.Origin?.Created:yyyy-MM-dd HH:mm}",
                    version.Origin?.Commit is { } commit ? commit[..10] + (version.Origin.Dirty ? "+" : "") : "");
            }

            output.Answer.Write(table);
        }

        return Task.FromResult(ExitCodes.Done);
    }

    /// <summary>The metrics that gates ask for: `show` has them all, a line has room for those that decide.</summary>
    internal static string MetricsOf(VersionManifest version, Workspace workspace)
    {
        var gated = workspace.Repository.Models.TryGetValue(version.Model, out var found) ? found.Spec.Gates.Keys.ToHashSet() : [];
        return string.Join(" ", version.Metrics.Where(metric => gated.Count == 0 || gated.Contains(metric.Key)).Select(metric => $"{metric.Key} {metric.Value.ToString("0.####", CultureInfo.InvariantCulture)}"));
    }
}
