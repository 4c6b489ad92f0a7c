using System.Net;
using Modelyard.Gateway.Tests.Fakes;
using Modelyard.Serving;
using Modelyard.Traffic;

namespace Modelyard.Gateway.Tests;

/// <summary>Bodies that are too large cost no memory. Alone, because the whole process is measured.</summary>
[Collection(nameof(MemoryTests))]
[CollectionDefinition(nameof(MemoryTests), DisableParallelization = true)]
public sealed class MemoryTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Fifty_megabytes_are_refused_and_kept_nowhere(bool chunked)
    {
        await using var gateway = await TestGateway.StartAsync();
        await gateway.Rollout.ApplyAsync((FakeServers.Definition("dev1"), 100));
        var before = Memory();
        var most = before;
        for (var round = 0; round < 4; round++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "v1/models/toy:predict") { Content = new Zeros(50_000_000) };
            request.Headers.TransferEncodingChunked = chunked;
            using var answer = await gateway.Client.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            Assert.Equal(ProtocolCodes.TooLarge.Id, await answer.ErrorCodeAsync());
            Assert.True(PredictionId.TryParse(answer.Yard(YardHeaders.Prediction), out _));
            most = Math.Max(most, Memory());
        }

        Assert.True(most - before < 16 << 20, $"{(most - before) >> 20} MiB more");
        using var next = await gateway.PredictAsync();
        Assert.Equal(HttpStatusCode.OK, next.StatusCode);
    }

    private static long Memory() => GC.GetTotalMemory(forceFullCollection: true);

    private sealed class Zeros(int count) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            var block = new byte[100_000];
            for (var sent = 0; sent < count; sent += block.Length) await stream.WriteAsync(block);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = count;
            return true;
        }
    }
}
