using Modelyard.Serving;
using Modelyard.Versions;

namespace Modelyard.Tests.Serving;

public sealed class ServerMemoryTests
{
    [Theory]
    [InlineData("modelyard_server_memory_bytes{model=\"m\",version=\"dev1\"} 1.2345678e+08\nmodelyard_server_worker_memory_bytes{model=\"m\",version=\"dev1\"} 2097152.0\n", 123_456_780L, 2_097_152L)]
    [InlineData("# HELP modelyard_server_memory_bytes Memory.\n# TYPE modelyard_server_memory_bytes gauge\nmodelyard_server_memory_bytes{model=\"m x\"} 4096\n", 4096L, 0L)]
    public void What_a_server_says_is_found_in_its_metrics(string metrics, long bytes, long worker) =>
        Assert.Equal(new ServerMemory(bytes, worker, 2), ServerMemoryReading.Read(metrics, workers: 2));

    [Theory]
    [InlineData("")]
    [InlineData("modelyard_server_load_seconds{model=\"m\"} 1")]
    [InlineData("modelyard_server_memory_bytes{model=\"m\"} NaN")]
    [InlineData("modelyard_server_memory_bytes{model=\"m\"} 0")]
    public void One_that_says_nothing_has_none(string metrics) => Assert.Null(ServerMemoryReading.Read(metrics, workers: 1));

    [Fact]
    public void More_workers_take_what_each_holds_by_itself()
    {
        var measured = new ServerMemory(300, 20, 2);
        Assert.Equal([280, 300, 420], new[] { 1, 2, 8 }.Select(measured.Of));
    }
}
