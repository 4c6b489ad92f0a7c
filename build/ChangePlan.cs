using System.Text.Json;
using Cake.Common.IO;
using Cake.Core;
using Cake.Core.IO;

namespace Modelyard.Build;

/// <summary>A model that a change affects.</summary>
/// <param name="Action"><c>train</c>, <c>release</c> or <c>docs</c>.</param>
/// <param name="Why">What changed, a clause each.</param>
public sealed record AffectedModel(string Name, string Action, IReadOnlyList<string> Why)
{
    /// <summary>Whether it needs a run.</summary>
    public bool NeedsTraining => Action == "train";
}

/// <summary>What <c>yard plan</c> found, kept for the jobs after it.</summary>
public sealed record ChangePlan(IReadOnlyList<AffectedModel> Models)
{
    /// <summary>The exit code of <c>yard plan</c> where some specs have errors: the plan is whole all the same.</summary>
    private const int InvalidSpec = 3;

    private static FilePath File(BuildContext context) => context.Artifacts.CombineWithFilePath("plan.json");

    /// <summary>The plan that an earlier task or job wrote; made now where none did.</summary>
    public static ChangePlan Read(BuildContext context)
    {
        var file = context.FileSystem.GetFile(File(context).MakeAbsolute(context.Environment));
        if (!file.Exists) return Make(context);
        using var reader = new StreamReader(file.OpenRead());
        return Parse(reader.ReadToEnd());
    }

    /// <summary>Plans, and keeps the plan.</summary>
    public static ChangePlan Make(BuildContext context)
    {
        var text = context.Yard.Read(context.Since is { } since ? ["plan", "--since", since, "--json"] : ["plan", "--json"], InvalidSpec);
        var plan = Parse(text);
        context.EnsureDirectoryExists(context.Artifacts);
        Write(context, File(context), text + "\n");
        return plan;
    }

    /// <summary>Reads what <c>yard plan --json</c> writes.</summary>
    /// <exception cref="CakeException">It is something else.</exception>
    public static ChangePlan Parse(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return new ChangePlan([.. document.RootElement.GetProperty("models").EnumerateArray().Select(model => new AffectedModel(
                model.GetProperty("name").GetString()!,
                model.GetProperty("action").GetString()!,
                [.. model.GetProperty("reasons").EnumerateArray().Select(reason => $"{reason.GetProperty("what").GetString()} {reason.GetProperty("subject").GetString()}")]))]);
        }
        catch (Exception broken) when (broken is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new CakeException($"the plan is not what `yard plan --json` writes: {broken.Message}", broken);
        }
    }

    /// <summary>The affected ones of these; all where none are named. One that is named and not affected is none to do anything for.</summary>
    public IReadOnlyList<AffectedModel> Of(IReadOnlyList<string>? chosen) => chosen is null ? Models : [.. Models.Where(model => chosen.Contains(model.Name))];

    internal static void Write(BuildContext context, FilePath path, string text)
    {
        using var writer = new StreamWriter(context.FileSystem.GetFile(path.MakeAbsolute(context.Environment)).Open(FileMode.Create, FileAccess.Write, FileShare.None));
        writer.Write(text);
    }
}
