using System.CommandLine;
using System.Text.Json;
using Modelyard.Cli.Display;
using Modelyard.Clusters;
using Modelyard.Diagnostics;
using Modelyard.Running.Kubernetes;
using Modelyard.Running.Store;
using Modelyard.Versions;

namespace Modelyard.Cli.Commands;

/// <summary><c>yard drive</c>: what the pod of a run's driver starts. Nobody types it.</summary>
internal sealed class DriveCommand : YardCommand
{
    public DriveCommand()
        : base("drive", "Do the plan that is in this image, in its cluster.") => Hidden = true;

    public override IReadOnlyList<string> Examples => [];

    protected override async Task<int> RunAsync(ParseResult arguments, Workspace workspace, Output output, CancellationToken cancellation)
    {
        var plan = Driver.ReadPlan();
        var end = await DriveAsync(plan, workspace.Time, cancellation);
        Tell(end);
        // What the run came to is told; the Job would only start another driver for it.
        return ExitCodes.Done;
    }

    private static async Task<DriverEvent> DriveAsync(ClusterPlan plan, TimeProvider time, CancellationToken cancellation)
    {
        try
        {
            using var here = Driver.Open(plan, time);
            using var cluster = await ClusterConnection.OpenAsync(ClusterConnection.InCluster, plan.Place.Namespace, cancellation: cancellation);
            var (training, refused) = await new Driver(plan, cluster, Tell, time).RunAsync(here, cancellation);
            using var lines = new StringWriter();
            TrainingReport.Write(training, new Output(json: false, lines, TextWriter.Null));
            return new DriverEvent(DriverEventKind.End)
            {
                ExitCode = TrainingReport.ExitCode(training) is var code && code == ExitCodes.Done && refused.Count > 0 ? ExitCodes.Failed : code,
                Result = JsonSerializer.SerializeToNode(TrainingReport.Json(training), StoreJson.Options),
                Lines = lines.ToString().TrimEnd('\n').Split('\n'),
                Versions = [.. training.Candidates.Select(candidate => candidate.Version).OfType<NamedVersion>().Select(version => CandidateVersion.Of(version.Manifest))],
                Problems = [.. TrainingReport.Problems(training).Concat(refused).Select(DriverProblem.Of)],
            };
        }
        catch (YardException failure)
        {
            return new DriverEvent(DriverEventKind.End)
            {
                ExitCode = ExitCodes.Failed,
                Result = JsonSerializer.SerializeToNode(new { errors = failure.Diagnostics.Select(DiagnosticJson.Of) }, StoreJson.Options),
                Lines = [],
                Problems = [.. failure.Diagnostics.Select(DriverProblem.Of)],
            };
        }
    }

    private static void Tell(DriverEvent happened)
    {
        lock (Console.Out) Console.Out.WriteLine(happened.ToLine());
    }
}
