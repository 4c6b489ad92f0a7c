using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Modelyard.GitHub;
using Modelyard.Tests.Images.Registry.Servers;

namespace Modelyard.Tests.GitHub;

/// <summary>An HTTP server that behaves as GitHub's API does, as far as we use it: pages of two with Link headers, ids that grow, checks of names.</summary>
internal sealed class TestGitHub : IAsyncDisposable
{
    private const int PageSize = 2;
    private const string Prefix = "/repos/acme/models/";

    private readonly Lock _one = new();
    private LoopbackServer? _server;
    private long _next = 100;

    /// <summary>Comments of pull request 12, oldest first.</summary>
    public List<JsonObject> Comments { get; } = [];

    public List<JsonObject> Pulls { get; } = [];

    /// <summary>Answers of the next requests, one each, before the API's own.</summary>
    public ConcurrentQueue<Func<HttpContext, Task>> Faults { get; } = new();

    /// <summary><c>POST /repos/acme/models/pulls</c>, in order, with what came before the query.</summary>
    public List<string> Requests { get; } = [];

    /// <summary>Called before a request is answered, outside the lock.</summary>
    public Func<string, Task> Before { get; set; } = _ => Task.CompletedTask;

    /// <summary>Who the token is; none: an App or a workflow.</summary>
    public string? Login { get; set; }

    /// <summary>Teams and people that may be asked for a review.</summary>
    public HashSet<string> Reviewers { get; } = ["search", "ann"];

    /// <summary>When it is, for limits.</summary>
    public Tests.Shared.ImpatientTime Time { get; } = new();

    public List<string> Notes { get; } = [];

    public static async Task<TestGitHub> StartAsync()
    {
        var server = new TestGitHub();
        server._server = await LoopbackServer.StartAsync(server.AnswerAsync);
        return server;
    }

    public GitHubPlace Place => new(new Uri($"http://{_server!.Host}/"), "acme", "models", "s3cret");

    public GitHubConnection Connect(RetryOptions? options = null) => new(Place, options ?? new RetryOptions(), Time, Notes.Add, TestContext.Current.CancellationToken);

    /// <summary>Somebody's comment.</summary>
    public JsonObject Add(string body, string login = "github-actions[bot]", string type = "Bot")
    {
        lock (_one)
        {
            var id = _next++;
            var comment = new JsonObject { ["id"] = id, ["body"] = body, ["html_url"] = $"https://github.example/c/{id}", ["user"] = new JsonObject { ["login"] = login, ["type"] = type } };
            Comments.Add(comment);
            return comment;
        }
    }

    /// <summary>An open pull request.</summary>
    public JsonObject Open(string branch, string title = "release: old", string body = "", string target = "main", string head = "1111111111111111111111111111111111111111")
    {
        lock (_one)
        {
            var number = (int)_next++;
            var pull = new JsonObject
            {
                ["number"] = number,
                ["state"] = "open",
                ["title"] = title,
                ["body"] = body,
                ["html_url"] = $"https://github.example/pull/{number}",
                ["head"] = new JsonObject { ["ref"] = branch, ["sha"] = head, ["repo"] = new JsonObject { ["full_name"] = "acme/models" } },
                ["base"] = new JsonObject { ["ref"] = target, ["sha"] = new string('2', 40) },
                ["labels"] = new JsonArray(),
                ["requested_teams"] = new JsonArray(),
                ["requested_reviewers"] = new JsonArray(),
            };
            Pulls.Add(pull);
            return pull;
        }
    }

    public static Func<HttpContext, Task> Fault(int status, string body = "{}", params (string Name, string Value)[] headers) => async context =>
    {
        foreach (var (name, value) in headers) context.Response.Headers[name] = value;
        await WriteAsync(context, status, body);
    };

    /// <summary>Cuts the connection in the middle of an answer.</summary>
    public static async Task Cut(HttpContext context)
    {
        context.Response.ContentLength = 1000;
        await context.Response.WriteAsync("[{", context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        context.Abort();
    }

    public async ValueTask DisposeAsync() => await _server!.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var request = $"{context.Request.Method} {context.Request.Path}";
        var body = await new StreamReader(context.Request.Body).ReadToEndAsync(context.RequestAborted);
        lock (_one) Requests.Add(request);
        await Before(request);
        if (context.Request.Headers.Authorization != "Bearer s3cret") await WriteAsync(context, 401, """{"message": "Bad credentials"}""");
        else if (Faults.TryDequeue(out var fault)) await fault(context);
        else await RouteAsync(context, body.Length > 0 ? JsonNode.Parse(body)! : new JsonObject());
    }

    private async Task RouteAsync(HttpContext context, JsonNode body)
    {
        var path = context.Request.Path.Value!;
        var parts = path.StartsWith(Prefix, StringComparison.Ordinal) ? path[Prefix.Length..].Split('/') : [path];
        var (status, answer) = (context.Request.Method, parts) switch
        {
            ("GET", ["/user"]) => Login is null ? (403, Message("Resource not accessible by integration")) : (200, new JsonObject { ["login"] = Login, ["type"] = "User" }),
            ("GET", ["issues", "12", "comments"]) => (200, Page(context, Comments)),
            ("POST", ["issues", "12", "comments"]) => (201, Add(Text(body, "body"), Login ?? "github-actions[bot]", Login is null ? "Bot" : "User").DeepClone()),
            ("PATCH", ["issues", "comments", var id]) => Change(Comments, "id", id, body, "body"),
            ("DELETE", ["issues", "comments", var id]) => Delete(id),
            ("GET", ["pulls"]) => (200, Page(context, Wanted(context.Request.Query))),
            ("GET", ["pulls", var number]) => One(number) is { } pull ? (200, pull.DeepClone()) : (404, Message("Not Found")),
            ("POST", ["pulls"]) => Create(body),
            ("PATCH", ["pulls", var number]) => Change(Pulls, "number", number, body, "title", "body"),
            ("POST", ["issues", var number, "labels"]) => Label(number, body),
            ("POST", ["pulls", var number, "requested_reviewers"]) => Review(number, body),
            _ => (404, Message("Not Found")),
        };
        if (status == 204) context.Response.StatusCode = 204;
        else await WriteAsync(context, status, answer.ToJsonString());
    }

    private JsonArray Page(HttpContext context, List<JsonObject> all)
    {
        lock (_one)
        {
            var page = context.Request.Query.TryGetValue("page", out var asked) ? int.Parse(asked!, CultureInfo.InvariantCulture) : 1;
            if (all.Count > page * PageSize) context.Response.Headers.Link = $"<http://{_server!.Host}{context.Request.Path}?page={page + 1}>; rel=\"next\", <http://{_server.Host}{context.Request.Path}?page=9>; rel=\"last\"";
            return [.. all.Skip((page - 1) * PageSize).Take(PageSize).Select(item => item.DeepClone())];
        }
    }

    private (int, JsonNode) Change(List<JsonObject> items, string key, string id, JsonNode body, params string[] fields)
    {
        lock (_one)
        {
            if (items.Find(item => item[key]!.ToString() == id) is not { } found) return (404, Message("Not Found"));
            foreach (var field in fields.Where(field => body[field] is not null)) found[field] = body[field]!.DeepClone();
            return (200, found.DeepClone());
        }
    }

    private (int, JsonNode) Delete(string id)
    {
        lock (_one) return Comments.RemoveAll(comment => comment["id"]!.ToString() == id) > 0 ? (204, new JsonObject()) : (404, Message("Not Found"));
    }

    private List<JsonObject> Wanted(IQueryCollection query)
    {
        lock (_one) return [.. Pulls.Where(pull => Text(pull, "state") == "open" && $"acme:{pull["head"]!["ref"]}" == query["head"])];
    }

    private (int, JsonNode) Create(JsonNode body)
    {
        lock (_one)
        {
            var branch = Text(body, "head");
            if (branch == "empty") return (422, Invalid("No commits between main and empty"));
            if (Pulls.Any(pull => Text(pull, "state") == "open" && pull["head"]!["ref"]!.ToString() == branch)) return (422, Invalid($"A pull request already exists for acme:{branch}."));
        }

        return (201, Open(Text(body, "head"), Text(body, "title"), Text(body, "body"), Text(body, "base")).DeepClone());
    }

    private (int, JsonNode) Label(string number, JsonNode body)
    {
        lock (_one)
        {
            var labels = One(number)!["labels"]!.AsArray();
            foreach (var name in body as JsonArray ?? body["labels"]!.AsArray()) labels.Add(new JsonObject { ["name"] = name!.ToString() });
            return (200, labels.DeepClone());
        }
    }

    private (int, JsonNode) Review(string number, JsonNode body)
    {
        lock (_one)
        {
            var pull = One(number)!;
            foreach (var (field, asked, key) in new[] { ("team_reviewers", "requested_teams", "slug"), ("reviewers", "requested_reviewers", "login") })
            {
                foreach (var name in body[field]?.AsArray() ?? [])
                {
                    if (!Reviewers.Contains(name!.ToString())) return (422, Message("Reviews may only be requested from collaborators."));
                    pull[asked]!.AsArray().Add(new JsonObject { [key] = name.ToString() });
                }
            }

            return (201, pull.DeepClone());
        }
    }

    private JsonObject? One(string number) => Pulls.Find(pull => pull["number"]!.ToString() == number);

    private static string Text(JsonNode node, string field) => node[field]?.ToString() ?? "";

    private static JsonObject Message(string text) => new() { ["message"] = text };

    private static JsonObject Invalid(string text) => new() { ["message"] = "Validation Failed", ["errors"] = new JsonArray(new JsonObject { ["resource"] = "PullRequest", ["code"] = "custom", ["message"] = text }) };

    private static async Task WriteAsync(HttpContext context, int status, string body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType ??= "application/json; charset=utf-8";
        await context.Response.WriteAsync(body, context.RequestAborted);
    }
}
