namespace Modelyard.ModelServer.Inference;

/// <summary>A valid request that the model itself could not answer.</summary>
internal sealed class ModelFailure(string message, Exception? cause = null) : Exception(message, cause);
