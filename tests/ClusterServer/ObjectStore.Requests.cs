using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Modelyard.TestClusters;

/// <content>Requests for objects.</content>
public sealed partial class ObjectStore
{
    internal async Task AnswerAsync(HttpContext context, AskedRequest asked)
    {
        if (!Kinds.Contains(asked.Collection))
        {
            context.Response.StatusCode = 404;
            await context.Response.WriteAsync("404 page not found\n", CancellationToken.None);
            return;
        }

        var @namespace = asked.Namespace ?? "";
        if (asked.Verb == "create" && !Namespaces.Contains(@namespace))
        {
            await Answers.FailAsync(context, 404, "NotFound", $"namespaces \"{@namespace}\" not found", new JsonObject { ["name"] = @namespace, ["kind"] = "namespaces" });
            return;
        }

        switch (asked.Verb)
        {
            case "watch":
                await WatchAsync(context, asked);
                break;
            case "list":
                await Answers.WriteAsync(context, 200, List(asked));
                break;
            case "get":
                await FoundAsync(context, asked, Find(asked));
                break;
            case "create":
                var made = await BodyAsync(context);
                if (Find(asked with { Name = made["metadata"]!["name"]!.GetValue<string>() }) is { } there) await TakenAsync(context, asked, there);
                else await Answers.WriteAsync(context, 201, IsDry(asked) ? made : Put(asked.Collection, @namespace, made));
                break;
            case "update":
                await UpdateAsync(context, asked, await BodyAsync(context));
                break;
            case "patch":
                await PatchAsync(context, asked, await BodyAsync(context));
                break;
            case "delete":
                await FoundAsync(context, asked, Delete(asked.Collection, @namespace, asked.Name!));
                break;
            default:
                await Answers.FailAsync(context, 405, "MethodNotAllowed", "the server does not allow this method on the requested resource");
                break;
        }
    }

    private JsonObject List(AskedRequest asked)
    {
        var selector = Selector.Of(asked);
        lock (_lock)
        {
            var items = _objects
                .Where(item => item.Key.Collection == asked.Collection && (asked.Namespace is null || item.Key.Namespace == asked.Namespace) && selector.Fits(item.Value))
                .OrderBy(item => item.Key.Name, StringComparer.Ordinal)
                .Select(item => (JsonNode)item.Value.DeepClone())
                .ToArray();
            return new JsonObject { ["kind"] = "List", ["apiVersion"] = "v1", ["metadata"] = new JsonObject { ["resourceVersion"] = _version.ToString(CultureInfo.InvariantCulture) }, ["items"] = new JsonArray(items) };
        }
    }

    private JsonObject? Find(AskedRequest asked)
    {
        lock (_lock) return _objects.GetValueOrDefault((asked.Collection, asked.Namespace ?? "", asked.Name!))?.DeepClone().AsObject();
    }

    private async Task UpdateAsync(HttpContext context, AskedRequest asked, JsonObject wanted)
    {
        JsonObject? before, after = null;
        lock (_lock)
        {
            before = Find(asked);
            var version = wanted["metadata"]!["resourceVersion"]?.GetValue<string>();
            if (before is not null && (version is null || version == before["metadata"]!["resourceVersion"]!.GetValue<string>())) after = Put(asked.Collection, asked.Namespace ?? "", wanted);
        }

        if (before is null || after is not null) await FoundAsync(context, asked, after);
        else await Answers.FailAsync(context, 409, "Conflict", $"Operation cannot be fulfilled on {asked.Resource} \"{asked.Name}\": the object has been modified; please apply your changes to the latest version and try again");
    }

    private static bool IsDry(AskedRequest asked) => asked.Query["dryRun"] == "All";

    private static async Task<JsonObject> BodyAsync(HttpContext context) => (await JsonNode.ParseAsync(context.Request.Body, cancellationToken: CancellationToken.None))!.AsObject();

    private static Task FoundAsync(HttpContext context, AskedRequest asked, JsonObject? found) =>
        found is not null
            ? Answers.WriteAsync(context, 200, found)
            : Answers.FailAsync(context, 404, "NotFound", $"{asked.Resource} \"{asked.Name}\" not found", new JsonObject { ["name"] = asked.Name, ["group"] = asked.Group, ["kind"] = asked.Plural });

    private static Task TakenAsync(HttpContext context, AskedRequest asked, JsonObject there) =>
        Answers.FailAsync(context, 409, "AlreadyExists", $"{asked.Resource} \"{there["metadata"]!["name"]}\" already exists");
}
