using Modelyard.ModelServer.Instances;

namespace Modelyard.ModelServer.Inference;

/// <summary>What a version answers with, whichever library computes it; many threads may ask at once.</summary>
internal interface IModel : IDisposable
{
    /// <summary>One label and one score a class for each instance. Throws <see cref="ModelFailure"/>. Blocks while it computes.</summary>
    Predictions Predict(Batch batch);
}
