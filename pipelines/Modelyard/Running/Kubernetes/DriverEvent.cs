using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Modelyard.Diagnostics;
using Modelyard.Running.Execution;
using Modelyard.Versions;

namespace Modelyard.Running.Kubernetes;

/// <summary>One line of a driver's standard output, by which whoever is attached sees the run as if it were here.</summary>
/// <param name="Kind">What happened.</param>
public sealed record DriverEvent(DriverEventKind Kind)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>The run's id, where one began.</summary>
    public string? Run { get; init; }

    /// <summary>The first names of its steps, where one began.</summary>
    public IReadOnlyList<string>? Steps { get; init; }

    /// <summary>The step that it is about: <c>item-photo/forest.pixels</c>.</summary>
    public string? Step { get; init; }

    public StepState? State { get; init; }

    public int? Attempt { get; init; }

    public double? Seconds { get; init; }

    /// <summary>Why a step failed or was skipped.</summary>
    public DriverProblem? Failure { get; init; }

    /// <summary>A line for people; of a step, what it wrote.</summary>
    public string? Text { get; init; }

    /// <summary>The exit code of <c>yard run</c>, at the end.</summary>
    public int? ExitCode { get; init; }

    /// <summary>What <c>--json</c> prints, at the end.</summary>
    public JsonNode? Result { get; init; }

    /// <summary>The lines that it prints otherwise.</summary>
    public IReadOnlyList<string>? Lines { get; init; }

    /// <summary>The versions of its candidates, which are in the environment's registry, at the end.</summary>
    public IReadOnlyList<CandidateVersion>? Versions { get; init; }

    /// <summary>Warnings and errors of the whole run, at the end.</summary>
    public IReadOnlyList<DriverProblem>? Problems { get; init; }

    /// <summary>A step changed its state.</summary>
    public static DriverEvent Of(StepProgress progress) => new(DriverEventKind.Step)
    {
        Step = progress.Node.Name.ToString(),
        State = progress.State,
        Attempt = progress.Attempt,
        Seconds = Math.Round(progress.Seconds, 3),
        Failure = progress.Failure is { } failure ? DriverProblem.Of(failure) : null,
    };

    /// <summary>One line, without its end.</summary>
    public string ToLine() => JsonSerializer.Serialize(this, Options);

    /// <summary>Reads a line; <see langword="null"/> for one that is no event, such as a runtime's own last words.</summary>
    public static DriverEvent? Parse(string line)
    {
        try
        {
            return line.StartsWith('{') ? JsonSerializer.Deserialize<DriverEvent>(line, Options) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>What a <see cref="DriverEvent"/> tells.</summary>
public enum DriverEventKind
{
    /// <summary>A run began.</summary>
    Run,

    /// <summary>A step changed its state.</summary>
    Step,

    /// <summary>A step wrote a line.</summary>
    Log,

    /// <summary>Something worth saying on the way.</summary>
    Note,

    /// <summary>The run is over, and how.</summary>
    End,
}

/// <summary>A diagnostic on its way to another machine.</summary>
public sealed record DriverProblem(string Code, Severity Severity, SourcePosition? Where, string Message, string? Hint)
{
    public static DriverProblem Of(Diagnostic diagnostic) => new(diagnostic.Code.Id, diagnostic.Severity, diagnostic.Where, diagnostic.Message, diagnostic.Hint);

    /// <summary>As it was there. What a code's title and remedy are only the program knows that made it; the id stays.</summary>
    public Diagnostic ToDiagnostic() => new(new DiagnosticCode(Code, "", ""), Severity, Where, Message, Hint);
}
