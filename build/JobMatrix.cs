using System.Text.Json;

namespace Modelyard.Build;

/// <summary>The models to train as jobs of a GitHub matrix: one a job, and several where there would be too many.</summary>
public static class JobMatrix
{
    /// <summary>The most jobs that one matrix may have.</summary>
    public const int MostJobs = 256;

    /// <summary>As JSON of one line: <c>{"include":[{"models":"item-photo"}]}</c>; models of one job are joined by commas.</summary>
    public static string Of(IReadOnlyList<string> models) =>
        JsonSerializer.Serialize(new { include = Jobs(models).Select(job => new { models = string.Join(',', job) }) });

    // As equal as can be, so that no job is the one that all wait for.
    private static IEnumerable<string[]> Jobs(IReadOnlyList<string> models)
    {
        var jobs = Math.Min(models.Count, MostJobs);
        return Enumerable.Range(0, jobs).Select(job => models.Where((_, place) => place % jobs == job).ToArray());
    }
}
