using k8s.Models;
using Modelyard.Content;
using Modelyard.Running.Execution;
using Modelyard.Running.Kubernetes;
using Modelyard.Specs;
using Modelyard.Tests.Shared;

namespace Modelyard.Tests.Running.Kubernetes;

public sealed class ClusterPlanTests
{
    private static readonly Digest One = Digest.Of("1"u8);

    private static readonly ClusterPlan Plan = new()
    {
        Environment = "dev",
        Registry = "http://registry.example/team",
        Place = new ClusterPlaceSpec { Context = "dev", Namespace = "training", Claim = "store", PullSecret = "login" },
        Models = ["item-photo"],
        Command = "yard run item-photo",
        Commit = "0123",
        Runtimes = new Dictionary<string, StepRuntime>
        {
            ["sklearn"] = new("sklearn", "pipelines/Runtimes/sklearn", "python", "/usr/bin/python3", One, new Dictionary<string, string> { ["A"] = "b" }) { Debian = new Dictionary<string, string> { ["jq"] = "1.6" } },
        },
        Steps = new Dictionary<string, JobImage> { ["pipelines/Components/split"] = new("registry.example/team/steps/split@sha256:12", ["/yard/bin/yard-step"], new Dictionary<string, string> { ["PATH"] = "/usr/bin" }) },
        Servers = new Dictionary<string, JobImage>(),
    };

    [Fact]
    public void A_plan_is_read_back_as_it_was_written()
    {
        var written = Plan with { Sources = new Dictionary<string, PlannedSource> { ["item-photo/forest.photos"] = new(One, Digest.Of("2"u8)) }, OneNode = true };

        var read = ClusterPlan.Parse(written.ToBytes());

        Assert.Equal(written.ToBytes(), read.ToBytes());
        Assert.Equal((One, "1.6", true), (read.Runtimes["sklearn"].Lock, read.Runtimes["sklearn"].Debian!["jq"], read.OneNode));
        Assert.Equal(written.Sources, read.Sources);
    }

    [Fact]
    public void What_sources_hold_at_the_moment_does_not_make_another_driver()
    {
        var read = Plan with { Sources = new Dictionary<string, PlannedSource> { ["item-photo/forest.photos"] = new(One, One) } };

        Assert.Equal(Plan.Unresolved, read.Unresolved);
        Assert.NotEqual(Plan.Unresolved, (Plan with { Commit = "0124" }).Unresolved);
        // Two changes of one commit that nobody committed are two plans.
        Assert.NotEqual(Plan.Unresolved, (Plan with { Dirty = true, Repository = One }).Unresolved);
    }

    [Fact]
    public void A_driver_mounts_the_whole_store_and_may_speak_to_the_cluster()
    {
        var job = DriverJob.Of(Plan, "http://registry.example/team/platform/driver:driver-1@sha256:12", 2);

        var pod = job.Spec.Template.Spec;
        var container = Assert.Single(pod.Containers);
        Assert.Equal($"yard-run-{Plan.Unresolved.Hex[..20]}-2", job.Metadata.Name);
        Assert.Equal("registry.example/team/platform/driver:driver-1@sha256:12", container.Image);
        Assert.Equal(("yard-driver", true, true), (pod.ServiceAccountName, pod.AutomountServiceAccountToken, pod.SecurityContext.RunAsNonRoot));
        Assert.Equal(("/store", "."), container.VolumeMounts.Where(mount => mount.Name == "store").Select(mount => (mount.MountPath, mount.SubPath)).Single());
        Assert.Equal("/yard/docker", container.Env.Single(variable => variable.Name == "DOCKER_CONFIG").Value);
        // A driver that was killed, or told to go, is replaced; one that ended by itself is not. The API takes them in order only.
        Assert.Equal([130, 137, 143], job.Spec.PodFailurePolicy.Rules[0].OnExitCodes.Values);
        Assert.Equal("dev", job.Metadata.Labels["modelyard.org/environment"]);
    }

    [Fact]
    public void Events_are_read_back_and_other_lines_are_none()
    {
        var made = new Modelyard.Versions.CandidateVersion("item-photo", "forest", One);
        Assert.Equal([made], DriverEvent.Parse(new DriverEvent(DriverEventKind.End) { Versions = [made] }.ToLine())!.Versions);
        var happened = new DriverEvent(DriverEventKind.Log) { Step = "item-photo/forest.pixels", Text = "a \"line\"\n" };

        Assert.Equal(happened, DriverEvent.Parse(happened.ToLine()));
        Assert.DoesNotContain('\n', happened.ToLine());
        Assert.Null(DriverEvent.Parse("Unhandled exception."));
        Assert.Null(DriverEvent.Parse("{ not json"));
    }

    [Fact]
    public void An_environment_without_a_place_or_a_registry_is_refused_by_name()
    {
        var place = new ClusterPlaceSpec { Context = "dev", Namespace = "training", Claim = "store" };
        var repository = Repository(
            ("local", new EnvironmentSpec { Description = "Here." }),
            ("dev", new EnvironmentSpec { Description = "There.", Registry = "registry.example/team", Training = place }),
            ("bare", new EnvironmentSpec { Description = "There.", Training = place, Protected = true }));

        Assert.Equal("dev", ClusterEnvironment.Of(repository, null).Name);
        Assert.Equal("YARD3201: the environment local has no training:", Failures.Of(() => ClusterEnvironment.Of(repository, "local")));
        Assert.Equal("YARD3202: the environment bare has no registry:", Failures.Of(() => ClusterEnvironment.Of(repository, "bare")));
        Assert.Equal("YARD3201: there is no environment 'deb'; there are local, dev, bare", Failures.Of(() => ClusterEnvironment.Of(repository, "deb")));
    }

    private static Repository Repository(params (string Name, EnvironmentSpec Spec)[] environments)
    {
        using var yard = new TestYard();
        return yard.Repository with { Environments = new EnvironmentsSpec { Environments = environments.ToDictionary(pair => pair.Name, pair => pair.Spec) } };
    }
}
