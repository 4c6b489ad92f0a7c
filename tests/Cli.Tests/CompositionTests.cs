using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Modelyard.Tests.Processes;

namespace Modelyard.Cli.Tests;

/// <summary>A model, <c>harvest</c>, whose chain asks another one, <c>fruit</c>.</summary>
public sealed class CompositionTests(TrainedOrchard orchard)
{
    private const string Fruit = "models/fruit/model.yaml";

    [Fact]
    public async Task The_called_model_comes_first_and_its_version_is_part_of_the_callers()
    {
        using var repository = Planted();
        Directory.Delete(Path.Combine(repository.Root, ".yard", "versions", "fruit"), recursive: true);

        // By itself it cannot be trained before what it calls.
        var alone = (await repository.YardAsync("run", "harvest")).Ended(1);
        Assert.Contains("error YARD4010: harvest: 'model:fruit' cannot be called: fruit/near has no version yet → train it first: ./yard run fruit", alone.Error, StringComparison.Ordinal);

        // Together they are trained in order, and served together.
        var first = (await repository.YardJsonAsync("up", "--once", "--models", "harvest")).Ended(0).Json;
        Assert.Equal(["fruit a dev1", "fruit b dev2", "harvest a dev1"], Answered(first));
        var fruit = IdentityOf(first, "fruit", "near");
        Assert.Equal($$"""[{"model":"fruit","identity":"{{fruit}}"}]""", Manifest(repository, IdentityOf(first, "harvest", "only"))["calls"]!.ToJsonString());

        // Where a step that asks runs, the version that it asks answers.
        (await YardProgram.RunAsync(repository.Root, ["shell", "harvest", "kinds", "--root", repository.Root, "--", "sh", "-c", "python3 -m model_call"])).Ended(0);

        // Traffic is no input: another weight changes nothing.
        (await repository.YardAsync("release", "fruit", "b=40")).Ended(0);
        var again = (await repository.YardAsync("run", "harvest")).Ended(0);
        Assert.Contains("harvest@dev1  only  unchanged", again.Out, StringComparison.Ordinal);
        Assert.Contains("0 steps executed", again.Out, StringComparison.Ordinal);

        // Another version is another input.
        repository.Replace(Fruit, "sharpness: 1 }", "sharpness: 3 }");
        var plan = (await repository.YardJsonAsync("plan")).Ended(0).Json;
        Assert.Contains("harvest", plan.GetProperty("models").EnumerateArray().Select(model => model.GetProperty("name").GetString()));
        var second = (await repository.YardAsync("run", "fruit", "harvest")).Ended(0);
        Assert.Contains("fruit@dev3  near  new", second.Out, StringComparison.Ordinal);
        Assert.Contains("harvest@dev2  only  new", second.Out, StringComparison.Ordinal);
        Assert.Matches(@"the parameter version was sha256:\w+ and is sha256:\w+", (await repository.YardAsync("why", "harvest", "kinds")).Ended(0).Out);
        await repository.Folder.NothingRunsAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Live_calls_follow_the_arms_and_end_with_the_deadline_and_a_called_server_that_dies_is_named()
    {
        using var repository = Planted();
        (await repository.YardAsync("release", "fruit", "b=100")).Ended(0);
        using var up = RunningYard.Start(repository.Root, ["up", "--port", "0", "--models", "harvest", "--root", repository.Root]);
        using var http = new HttpClient { BaseAddress = await up.LiveAsync() };

        // The arm that it was trained with is a; b has all the traffic now.
        using var answer = await AskAsync(http, ("x-yard-subject", "ann"));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var metrics = await http.GetStringAsync("metrics", TestContext.Current.CancellationToken);
        Assert.Contains("arm=\"b\"", metrics, StringComparison.Ordinal);

        // A replay asks the version that it was trained with, while that is live.
        using var pinned = await AskAsync(http, ("x-yard-pin", "true"));
        Assert.Equal(HttpStatusCode.OK, pinned.StatusCode);

        using var late = await AskAsync(http, ("x-yard-deadline", "0"));
        Assert.Equal((HttpStatusCode.GatewayTimeout, "YARD5112"), (late.StatusCode, await CodeAsync(late)));
        using var deep = await AskAsync(http, ("x-yard-depth", "8"));
        Assert.Equal(((HttpStatusCode)508, "YARD6028"), (deep.StatusCode, await CodeAsync(deep)));

        // Both servers of fruit stop answering: harvest says who is missing, in time, and goes on when they are back.
        var servers = repository.Folder.Processes().Where(ServesFruit).ToList();
        Assert.NotEmpty(servers);
        foreach (var server in servers) Signals.Send(server, "STOP");
        using var silent = await AskAsync(http, ("x-yard-deadline", "1500"));
        Assert.Equal(HttpStatusCode.GatewayTimeout, silent.StatusCode);
        Assert.Contains(await CodeAsync(silent), (string[])["YARD5112", "YARD6027"]);
        foreach (var server in servers) Signals.Send(server, "KILL");
        for (var attempt = 0; ; attempt++)
        {
            using var next = await AskAsync(http, ("x-yard-deadline", "20000"));
            if (next.StatusCode == HttpStatusCode.OK) break;
            Assert.Contains(await CodeAsync(next), (string[])["YARD5112", "YARD6026", "YARD6027"]);
            Assert.True(attempt < 20, await next.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }
    }

    private TestRepository Planted()
    {
        var repository = orchard.Clone();
        foreach (var component in new[] { "model-call", "concat" })
        {
            var target = Directory.CreateDirectory(Path.Combine(repository.Root, "pipelines", "Components", component)).FullName;
            foreach (var file in Directory.EnumerateFiles(Path.Combine(YardProgram.Root, "pipelines", "Components", component))) File.Copy(file, Path.Combine(target, Path.GetFileName(file)));
        }

        repository.Write("models/harvest/model.yaml", """
            name: harvest
            owner: orchard
            description: Kind of a fruit, from its measures and what fruit says of it.
            signature:
              instance:   { weight: number, length: number }
              prediction: { label: string, scores: { type: map, of: number } }
            candidates:
              only:
                pipeline:
                  harvest:  { uses: fruits, with: { count: 120 } }
                  parts:    { uses: split, inputs: { rows: harvest.rows }, with: { label: kind } }
                  kinds:    { uses: "model:fruit", inputs: { rows: parts.rows } }
                  measures: { uses: measures, inputs: { rows: parts.rows } }
                  both:     { uses: concat, inputs: { matrices: [measures.matrix, kinds.matrix] } }
                  centres:  { uses: nearest-centre, inputs: { matrix: both.matrix, labels: parts.labels } }
                  report:   { uses: classification-report, inputs: { predictions: centres.predictions, labels: parts.labels } }
                serving: { runtime: flask-sklearn, workers: 1 }
            gates: { accuracy: { at-least: 0.8 } }
            tests: { samples: samples.json }

            """);
        repository.Write("models/harvest/samples.json", repository.Read("models/fruit/samples.json"));
        repository.Write("models/harvest/README.md", "# harvest\n");
        repository.Write("models/harvest/releases/local.yaml", "arms: { a: { candidate: only, weight: 100 } }\n");
        repository.Commit("Plant the harvest");
        return repository;
    }

    private static async Task<HttpResponseMessage> AskAsync(HttpClient http, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "v1/models/harvest:predict");
        request.Content = new StringContent("""{"instances": [{"weight": 150, "length": 8}]}""");
        foreach (var (name, value) in headers) request.Headers.Add(name, value);
        return await http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private static async Task<string> CodeAsync(HttpResponseMessage answer) =>
        JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["error"]!["code"]!.GetValue<string>();

    // gunicorn's processes have the document of their server in their environment.
    private static bool ServesFruit(int process)
    {
        try
        {
            // A server that was forked says so in its command line: its environment is that of the process that it was forked from.
            return (File.ReadAllText($"/proc/{process}/environ") + File.ReadAllText($"/proc/{process}/cmdline")).Contains("/fruit.", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static JsonNode Manifest(TestRepository repository, string identity) =>
        JsonNode.Parse(repository.Read($".yard/versions/harvest/{identity["sha256:".Length..]}.json"))!;

    private static string IdentityOf(JsonElement up, string model, string candidate) => up.GetProperty("training").GetProperty("candidates").EnumerateArray()
        .Single(one => one.GetProperty("model").GetString() == model && one.GetProperty("candidate").GetString() == candidate).GetProperty("identity").GetString()!;

    private static List<string> Answered(JsonElement up) =>
        [.. up.GetProperty("checks").EnumerateArray()
            .Where(check => check.GetProperty("answers").GetArrayLength() == 3)
            .Select(check => $"{check.GetProperty("model").GetString()} {check.GetProperty("arm").GetString()} {check.GetProperty("version").GetString()}")
            .Order(StringComparer.Ordinal)];
}
