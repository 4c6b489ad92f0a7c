using Cake.Common;
using Cake.Core;
using Cake.Core.IO;
using Cake.Frosting;

namespace Modelyard.Build;

/// <summary>What tasks know: facts about the event that started the build, where things go, and <c>yard</c>.</summary>
public sealed class BuildContext : FrostingContext
{
    private IReadOnlyList<AffectedModel>? _affected;

    public BuildContext(ICakeContext context)
        : base(context)
    {
        Event = BuildEvent.Of(context);
        Yard = new YardCommandLine(context);
        Since = context.Argument("since", Event.Since);
        PushTo = context.Argument<string?>("registry", null);
        On = context.Argument("on", "local");
        DeployTo = context.Argument<string?>("environment", null);
        ShareIn = context.Argument<string?>("scope", null);
        Stack = context.Argument<string?>("stack", null);
        Artifacts = context.Argument("artifacts", "artifacts");
        Chosen = context.Argument<string?>("models", null)?.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>What started the build.</summary>
    public BuildEvent Event { get; }

    /// <summary>Whether a pull request is built, on its own or in a merge queue: nothing may be published as if it were merged.</summary>
    public bool IsPullRequest => Event.Kind == BuildEventKind.PullRequest;

    /// <summary>Whether the main branch is built after a merge: versions get numbers, and environments become what git says.</summary>
    public bool IsMerge => Event.Kind == BuildEventKind.Merge;

    /// <summary>The command line, from the sources of this clone.</summary>
    public YardCommandLine Yard { get; }

    /// <summary>The revision that changes are counted from: <c>--since</c>, else by the event; none: what is not committed.</summary>
    public string? Since { get; }

    /// <summary>Where images and versions are published: <c>--registry</c>; none: the layout in the store.</summary>
    public string? PushTo { get; }

    /// <summary>Where steps run: <c>--on</c>.</summary>
    public string On { get; }

    /// <summary>The environment that releases are for: <c>--environment</c>.</summary>
    public string? DeployTo { get; }

    /// <summary>The scope of the cache for what a change of the platform's code makes on a cluster: <c>--scope</c>; none: nothing is shared.</summary>
    public string? ShareIn { get; }

    /// <summary>The stack of <c>infra/</c>: <c>--stack</c>.</summary>
    public string? Stack { get; }

    /// <summary>The folder of plan, matrix and reports: <c>--artifacts</c>.</summary>
    public DirectoryPath Artifacts { get; }

    /// <summary>Models named by <c>--models</c>, as a job of a matrix does; none: those that are affected.</summary>
    public IReadOnlyList<string>? Chosen { get; }

    /// <summary>Models that the change affects, sorted; of a matrix's job those that it is for.</summary>
    public IReadOnlyList<AffectedModel> AffectedModels => _affected ??= ChangePlan.Read(this).Of(Chosen);

    /// <summary>Those of <see cref="AffectedModels"/> that need a run.</summary>
    public IReadOnlyList<string> ModelsToTrain => [.. AffectedModels.Where(model => model.NeedsTraining).Select(model => model.Name)];
}
