using Modelyard.Specs;

namespace Modelyard.Images.Builder;

/// <summary>
/// How long a node that has the runtime, and nothing of the version, takes until its server answers: bytes to move by the rates of the environment, plus what
/// starting takes. Pulled weights are still in the node's memory when the server reads them; those of a volume are not, and come over it.
/// </summary>
/// <param name="Packaging">As in <c>serving.packaging</c>.</param>
/// <param name="PullBytes">From the registry.</param>
/// <param name="ReadBytes">From the volume.</param>
/// <param name="PullSeconds">For those bytes, at the environment's rate.</param>
/// <param name="ReadSeconds">For those bytes, at the environment's rate.</param>
/// <param name="ContainerSeconds">Until a process runs in the container.</param>
/// <param name="StartSeconds">From there to the first answer, as it was measured when the version was blessed; none where that is not known.</param>
public sealed record LoadForecast(
    string Packaging, long PullBytes, long ReadBytes, double PullSeconds, double ReadSeconds, double ContainerSeconds, double? StartSeconds)
{
    /// <summary>Seconds in all; without what is not known.</summary>
    public double Seconds => PullSeconds + ReadSeconds + ContainerSeconds + (StartSeconds ?? 0);

    /// <summary>One for each mode.</summary>
    public static IReadOnlyList<LoadForecast> Of(ServingSizes sizes, RatesSpec rates, double? startSeconds)
    {
        var (server, model) = (sizes.ServerBytes, sizes.ModelBytes);
        return [Of(Specs.Packaging.Baked, server + model, 0), Of(Specs.Packaging.Volume, server, model), Of(Specs.Packaging.ImageVolume, server + model, 0)];

        LoadForecast Of(string packaging, long pull, long read) => new(
            packaging, pull, read, (double)pull / rates.Pull.Bytes, (double)read / rates.Volume.Bytes, rates.Container.Value.TotalSeconds, startSeconds);
    }
}
