using Pulumi;

namespace Modelyard.Infra.Tests.Recording;

/// <summary>Awaits what an output comes to.</summary>
internal static class OutputValue
{
    public static Task<T> OfAsync<T>(Output<T> output)
    {
        var value = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        output.Apply(found =>
        {
            value.TrySetResult(found);
            return found;
        });
        return value.Task;
    }
}
