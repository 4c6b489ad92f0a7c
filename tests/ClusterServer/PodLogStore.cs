using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;

namespace Modelyard.TestClusters;

/// <summary>What containers write, by pod and container.</summary>
public sealed class PodLogStore
{
    private readonly ConcurrentDictionary<(string Pod, string Container), ContainerLog> _logs = new();

    /// <summary>The log of a container; made where it is not there.</summary>
    public ContainerLog Of(string pod, string container) => _logs.GetOrAdd((pod, container), _ => new ContainerLog());

    internal async Task AnswerAsync(HttpContext context, AskedRequest asked)
    {
        var container = asked.Query["container"].ToString();
        if (_logs.TryGetValue((asked.Name!, container), out var log))
        {
            await log.AnswerAsync(context, asked);
            return;
        }

        await Answers.FailAsync(context, 400, "BadRequest", $"container \"{container}\" in pod \"{asked.Name}\" is waiting to start: ContainerCreating");
    }
}
