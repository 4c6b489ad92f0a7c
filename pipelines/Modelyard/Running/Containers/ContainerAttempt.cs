using System.Text.Json;
using Modelyard.Running.Contract;
using Modelyard.Running.Execution;

namespace Modelyard.Running.Containers;

/// <summary>
/// One attempt at a step as a container sees it: the StepRunner's job with what is elsewhere in the image, and what of the host is mounted. Everything of
/// the store has the path that it has on the host, so that the step.json is the very same.
/// </summary>
internal sealed class ContainerAttempt
{
    private readonly IReadOnlyList<string> _writable;
    private readonly ContainerUser _user;

    private ContainerAttempt(StepJob job, ContainerRun run, IReadOnlyList<string> writable, ContainerUser user) => (Job, Run, _writable, _user) = (job, run, writable, user);

    /// <summary>The job, as it is written for the StepRunner in the container.</summary>
    public StepJob Job { get; }

    public ContainerRun Run { get; }

    /// <summary>Writes the job, and lends the container what it may write to.</summary>
    public static async Task<ContainerAttempt> LayAsync(StepWork work, ContainerImage image, ContainerEngine engine, string name, IReadOnlyDictionary<string, string> labels, CancellationToken cancellation)
    {
        // A folder of its own, since an outcome is written aside and renamed.
        var report = Path.Combine(work.Folder, "report");
        Directory.CreateDirectory(report);
        Directory.CreateDirectory(Path.GetDirectoryName(work.Job.Log)!);
        await File.WriteAllBytesAsync(work.Job.Log, [], cancellation);

        var job = ImageJob.Of(work, image.Code, image.Environment) with { Outcome = Path.Combine(report, "outcome.json"), InheritedOnInput = work.Job.Inherited.Count > 0 };
        var document = Path.Combine(work.Folder, "job.json");
        await File.WriteAllBytesAsync(document, JsonSerializer.SerializeToUtf8Bytes(job, StepContractJson.Default.StepJob), cancellation);

        List<string> code = image.Code is null ? [work.Code.Component, work.Code.Runtime, .. work.Code.Program is { } program ? [program] : (string[])[]] : [];
        IReadOnlyList<string> writable = [.. job.Writable, report, job.Log];
        var user = engine.User;
        user.Lend(writable);
        user.LetRead([.. work.Inputs, .. code]);
        var run = new ContainerRun
        {
            Name = name,
            Image = image,
            Arguments = [.. image.Entrypoint.Skip(1), document],
            Labels = labels,
            Mounts =
            [
                .. image.HostFolders.Concat(code).Concat(work.Inputs).Concat(HostFilesOf(work)).Append(document).Append(job.Environment["YARD_STEP"]).Distinct().Select(path => new ContainerMount(path)),
                .. writable.Distinct().Select(path => new ContainerMount(path, Writable: true)),
            ],
            // The model that a step calls answers on this machine's loopback.
            HostNetwork = work.Node.Component.Spec.Network || work.Node.Calls is not null,
            Memory = work.Node.Resources.Memory?.Bytes,
            Cpus = work.Node.Resources.Cpus,
            Interactive = true,
        };
        return new ContainerAttempt(job, run, writable, user);
    }

    /// <summary>Takes back what was lent.</summary>
    public void TakeBack() => _user.TakeBack(_writable);

    private static IEnumerable<string> HostFilesOf(StepWork work) =>
        work.Node.Component.Spec.Reads.SelectMany(HostFiles.Matching).Concat(work.Node.Files.Values);
}
