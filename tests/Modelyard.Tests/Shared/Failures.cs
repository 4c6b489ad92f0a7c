using Modelyard.Diagnostics;

namespace Modelyard.Tests.Shared;

/// <summary>What a failure says, for exact comparison.</summary>
internal static class Failures
{
    /// <summary><c>YARD3010: …</c> of the one diagnostic that the action throws.</summary>
    public static string Of(Action action) => Text(Assert.Throws<YardException>(action));

    /// <summary><c>YARD3010: …</c> of a failure with one diagnostic.</summary>
    public static string Text(YardException failure)
    {
        var diagnostic = Assert.Single(failure.Diagnostics);
        return $"{diagnostic.Code.Id}: {diagnostic.Message}";
    }
}
