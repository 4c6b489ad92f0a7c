namespace Modelyard.Cli.Tests;

/// <summary><c>deploy</c> and <c>live</c>, up to the cluster.</summary>
public sealed class DeployTests(TrainedOrchard orchard)
{
    [Theory]
    [InlineData("deploy --environment local", "'local' is this machine, where `yard up` serves; no environment can be deployed to")]
    [InlineData("deploy --environment dev", "there is no environment 'dev'; no environment can be deployed to")]
    [InlineData("live fruit --environment dev", "there is no environment 'dev'; no environment can be deployed to")]
    public async Task A_place_that_cannot_be_deployed_to_is_told(string arguments, string message)
    {
        using var repository = orchard.Clone();
        var answer = (await repository.YardAsync(arguments.Split(' '))).Ended(1);
        Assert.Equal($"error YARD5501: {message}\n", answer.Error);
    }
}
