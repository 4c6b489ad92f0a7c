using Modelyard.ModelServer.Tests.Harness;

namespace Modelyard.ModelServer.Tests;

public sealed class FailureTests(TestArtifacts artifacts)
{
    [Theory]
    [InlineData("failing", "-1", "the model failed: it gave a score that is not finite (NaN)")]
    [InlineData("failing", "100", "the model failed: it could not be computed; the server's log says why")]
    [InlineData("unknown-label", "1", "the model failed: it gave the label '", "', which is none of its classes")]
    public async Task A_model_that_fails_is_an_error_of_the_server_which_goes_on(string artifact, string amount, params string[] message)
    {
        await using var server = await ServerProcess.StartAsync(artifacts, ServerProcess.Settings(artifacts.Folder(artifact), "failing"));
        var answer = await server.PredictAsync("failing", $$"""{"instances":[{"amount":{{amount}}}]}""");
        Assert.Equal((500, "YARD6020"), (answer.Status, answer.Code));
        Assert.Equal("dev1", answer.Headers["x-yard-version"]);
        Assert.All(message, text => Assert.Contains(text, answer.Message, StringComparison.Ordinal));
        Assert.Equal(200, (await server.SendAsync(RawRequest.Of("GET", "/healthz"))).Status);
    }

    [Fact]
    public async Task The_log_says_why_a_model_failed()
    {
        await using var server = await ServerProcess.StartAsync(artifacts, ServerProcess.Settings(artifacts.Folder("failing"), "failing"));
        await server.PredictAsync("failing", """{"instances":[{"amount":100}]}""");
        server.SendTerminate();
        var (exitCode, errors) = await server.EndAsync();
        Assert.Equal(0, exitCode);
        Assert.StartsWith("error YARD6020: ", errors, StringComparison.Ordinal);
        Assert.Contains("Gather", errors, StringComparison.Ordinal);
    }
}
