using Modelyard.ModelServer.Tests.Harness;

namespace Modelyard.ModelServer.Tests;

public sealed class ReferenceTests(TestArtifacts artifacts)
{
    [Fact]
    public async Task Answers_what_scikit_learn_answers()
    {
        var folder = artifacts.Folder("reference");
        var expected = await Expected.ReadAsync(Path.Combine(folder, "expected.json"));
        await using var server = await ServerProcess.StartAsync(artifacts, ServerProcess.Settings(folder, "reference"));
        Expected.Check(await server.PredictAsync("reference", expected["instances"]!), expected);
    }

    [Fact]
    public async Task Answers_each_of_many_clients_as_if_it_were_alone()
    {
        var folder = artifacts.Folder("reference");
        var expected = await Expected.ReadAsync(Path.Combine(folder, "expected.json"));
        var settings = ServerProcess.Settings(folder, "reference");
        settings["threads"] = 2;
        await using var server = await ServerProcess.StartAsync(artifacts, settings);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(client => Task.Run(async () =>
        {
            for (var request = 0; request < 40; request++)
            {
                // One to eight instances, different ones for every client at every moment.
                var first = ((client * 7) + request) % 56;
                var part = Expected.Slice(expected, first, (request % 8) + 1);
                Expected.Check(await server.PredictAsync("reference", part["instances"]!), part);
            }
        })));
    }

    [Fact]
    public async Task Counts_requests_instances_and_errors()
    {
        await using var server = await ServerProcess.StartAsync(artifacts, ServerProcess.Settings(artifacts.Folder("failing"), "failing"));
        await server.PredictAsync("failing", """{"instances":[{"amount":1},{"amount":4}]}""");
        await server.PredictAsync("failing", "?");
        await server.PredictAsync("other", "?");
        var metrics = (await server.SendAsync(RawRequest.Of("GET", "/metrics"))).Text;
        string[] expected =
        [
            """modelyard_server_requests_total{address="predict",status="200",model="failing",version="dev1"} 1""",
            """modelyard_server_requests_total{address="other",status="404",model="failing",version="dev1"} 1""",
            """modelyard_server_instances_total{model="failing",version="dev1"} 2""",
            """modelyard_server_errors_total{code="YARD6001",model="failing",version="dev1"} 1""",
            """modelyard_server_request_seconds_count{address="predict",model="failing",version="dev1"} 2""",
            "process_resident_memory_bytes{",
            "modelyard_server_memory_bytes{",
        ];
        Assert.All(expected, line => Assert.Contains(line, metrics, StringComparison.Ordinal));
    }
}
