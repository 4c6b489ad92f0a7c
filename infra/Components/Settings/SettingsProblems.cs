using Modelyard.Diagnostics;
using Pulumi;

namespace Modelyard.Infra.Components.Settings;

/// <summary>Everything that is wrong with a stack's settings, told at once.</summary>
/// <param name="file">The file that they stand in, relative to the repository's root.</param>
public sealed class SettingsProblems(string file)
{
    private readonly List<Diagnostic> _found = [];

    /// <summary>Notes one.</summary>
    /// <param name="key">The whole key: <c>modelyard-platform:store.size</c>.</param>
    public void Add(DiagnosticCode code, string key, string message, string? hint = null) =>
        _found.Add(code.Error(new SourcePosition(file), $"{key}: {message}", hint));

    /// <summary>Ends the program where there are any: Pulumi shows the message of this kind of exception without its stack.</summary>
    /// <exception cref="RunException">One line a problem.</exception>
    public void ThrowIfAny()
    {
        if (_found.Count > 0) throw new RunException(string.Join('\n', _found));
    }
}
