using System.Globalization;
using Modelyard.Content;
using Modelyard.Releases;
using Modelyard.Serving;
using Modelyard.Traffic;

namespace Modelyard.Gateway.Tests.Fakes;

/// <summary>Versions of one model whose servers are real processes of fake_model_server.py.</summary>
internal static class FakeServers
{
    public const string Model = "toy";

    public static string Script { get; } = Path.Combine(Root(), "tests", "Gateway.Tests", "Fakes", "fake_model_server.py");

    public static ServerDefinition Definition(string version, params (string Name, string Value)[] environment) => new()
    {
        Model = Model,
        VersionName = version,
        Identity = Digest.Of(System.Text.Encoding.UTF8.GetBytes(version)),
        ArtifactFolder = Path.GetTempPath(),
        FileName = "python3",
        Arguments = ["-I", "-S", Script],
        Environment = environment
            .Append(("PATH", Environment.GetEnvironmentVariable("PATH")!))
            .Append(("PYTHONUNBUFFERED", "1"))
            .ToDictionary(pair => pair.Item1, pair => pair.Item2),
    };

    /// <summary>A route whose arms are called a, b, c… in the order of the definitions.</summary>
    public static ModelRoute Route(params (ServerDefinition Server, double Weight)[] arms) => new(
        Model, Model, [.. arms.Select((arm, i) => new Arm(((char)('a' + i)).ToString(CultureInfo.InvariantCulture), arm.Weight, arm.Server.VersionName, arm.Server.Identity))]);

    public static async Task ApplyAsync(this Rollout rollout, params (ServerDefinition Server, double Weight)[] arms)
    {
        var problems = await rollout.ApplyAsync(Route(arms), [.. arms.Select(arm => arm.Server)], TestContext.Current.CancellationToken);
        Assert.Empty(problems);
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Modelyard.slnx"))) folder = folder.Parent!;
        return folder.FullName;
    }
}
