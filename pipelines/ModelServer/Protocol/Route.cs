using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Modelyard.ModelServer.Protocol;

/// <summary>An address of the server.</summary>
/// <param name="Name">What metrics call it.</param>
internal sealed record Route(string Name, IReadOnlyList<string> Methods, RequestDelegate Answer)
{
    /// <summary>An address where JSON is read.</summary>
    public static Route Page(string name, Action<Utf8JsonWriter> write) => new(name, ["GET", "HEAD"], context =>
    {
        JsonAnswer.Write(context.Response, StatusCodes.Status200OK, write);
        return Task.CompletedTask;
    });
}
