using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Modelyard.Images.Registry;

/// <summary>Lists the tags of one repository of a registry.</summary>
internal sealed class RegistryTags(RegistryConnection connection)
{
    private const int TagsAPage = 1000;

    /// <summary>All tags, those made of digests too, sorted by ordinal; none where the registry does not have the repository.</summary>
    public async Task<IReadOnlyCollection<string>> AllAsync(CancellationToken cancellation)
    {
        var what = $"listing the tags of {connection.Repository.Repository}";
        var tags = new SortedSet<string>(StringComparer.Ordinal);
        for (Uri? page = connection.At($"tags/list?n={TagsAPage}"); page is not null;)
        {
            var (found, next) = await connection.TryAsync<(IEnumerable<string>, Uri?)>(
                async stop =>
                {
                    using var answer = await connection.SendOnceAsync(what, () => new(HttpMethod.Get, page), "pull", stop, HttpStatusCode.OK, HttpStatusCode.NotFound);
                    return answer.StatusCode == HttpStatusCode.NotFound ? ([], null) : (Read(await AnswerBody.ReadAsync(answer, what, stop), what), Paging.Next(answer));
                },
                cancellation);
            tags.UnionWith(found);
            page = next;
        }

        return tags;
    }

    // `tags` is null where all were deleted.
    private static List<string> Read(byte[] body, string what)
    {
        try
        {
            return [.. (JsonNode.Parse(body)?["tags"] as JsonArray ?? []).Select(tag => tag!.GetValue<string>())];
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            throw RegistryCodes.Refused.Failure($"{what}: the registry answered something else than a list of tags: {unreadable.Message}");
        }
    }
}
