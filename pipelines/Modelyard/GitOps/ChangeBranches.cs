using System.Text;
using Modelyard.Content;
using Modelyard.Reports;

namespace Modelyard.GitOps;

/// <summary>Reports on branches: what they change, trained, beside what is live.</summary>
internal sealed class ChangeBranches(GitClone clone, IGitOpsWork work, string folder)
{
    /// <returns>The file, and whether something is to be looked at.</returns>
    public async Task<(string File, bool Failed)> ReportAsync(string branch, string head, string main, CancellationToken cancellation)
    {
        work.Note($"{branch} is at {head[..12]}");
        await using var tree = await clone.CheckOutAsync(head, Path.Combine(folder, "trees", head[..20]), cancellation);
        using var commit = work.Open(tree.Root);
        var done = await CommitWork.DoAsync(work, commit, main, [], cancellation);
        var text = new StringBuilder();
        if (done.Problems.ToList() is { Count: > 0 } problems)
        {
            work.Problems(problems);
            var page = new MarkdownPage();
            page.Heading(1, $"{branch} needs work");
            foreach (var problem in problems) page.Warning(problem.ToString());
            text.Append(page).Append('\n');
        }

        if (done.Plan is { } plan) text.Append(await work.ReportAsync(commit, plan, cancellation));
        var file = Path.Combine(folder, "reports", $"{Named(branch)}.md");
        DurableFile.Write(file, Encoding.UTF8.GetBytes(text.ToString()));
        work.Note($"  {file}");
        return (file, done.Failed);
    }

    // A branch's name may have slashes, and two names must not become one file.
    private static string Named(string branch) => Uri.EscapeDataString(branch);
}
