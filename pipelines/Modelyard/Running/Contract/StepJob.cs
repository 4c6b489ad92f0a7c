using System.Text.Json.Serialization;

namespace Modelyard.Running.Contract;

/// <summary>What the executor asks of the StepRunner: one attempt at one step. Written as <c>job.json</c>.</summary>
public sealed record StepJob
{
    /// <summary>Program and arguments; no shell.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary>The environment of the step; nothing else is inherited but what <see cref="Inherited"/> names.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>Variables that the step takes over from the runner's own environment: secrets, whose values are in no file.</summary>
    public IReadOnlyList<string> Inherited { get; init; } = [];

    /// <summary>
    /// Whether the values of <see cref="Inherited"/> are the first line of the runner's standard input, a JSON object, instead: what a container
    /// engine is told as a variable it writes to disk.
    /// </summary>
    public bool InheritedOnInput { get; init; }

    /// <summary>Where the step starts.</summary>
    public required string WorkingDirectory { get; init; }

    /// <summary>Folders (absolute) that the step may write to; everything else is read-only where the kernel has Landlock.</summary>
    public required IReadOnlyList<string> Writable { get; init; }

    /// <summary>Whether Landlock is to be used where the kernel has it. Only tests say no, to show what holds without it.</summary>
    public bool Confine { get; init; } = true;

    /// <summary>
    /// Whether it takes the runner's own standard input, output and error, its session and its terminal, and keeps no log: for a person who
    /// looks at where a step runs.
    /// </summary>
    public bool Attached { get; init; }

    /// <summary>Standard output and error, together, go here.</summary>
    public required string Log { get; init; }

    /// <summary>Whether all that the step writes also goes to the runner's own standard output, unbounded: in a pod, whose log others follow.</summary>
    public bool Echo { get; init; }

    /// <summary>The log keeps its first and last halves of this many bytes; what was between is counted, not kept.</summary>
    public long LogLimit { get; init; } = 16 << 20;

    /// <summary>Seconds until the step is told to stop (SIGTERM).</summary>
    public required double TimeoutSeconds { get; init; }

    /// <summary>Seconds from SIGTERM to SIGKILL.</summary>
    public double GraceSeconds { get; init; } = 5;

    /// <summary>Where the runner writes its <see cref="StepOutcome"/>.</summary>
    public required string Outcome { get; init; }
}

/// <summary>How an attempt ended. Written as <c>outcome.json</c>, aside and renamed.</summary>
public sealed record StepOutcome
{
    /// <summary>What ended it.</summary>
    public required StepEnd End { get; init; }

    /// <summary>The exit code, where it exited.</summary>
    public int? ExitCode { get; init; }

    /// <summary>The signal's number, where one killed it.</summary>
    public int? Signal { get; init; }

    /// <summary>Wall time in seconds.</summary>
    public double Seconds { get; init; }

    /// <summary>Greatest resident set of the step's processes, bytes (ru_maxrss).</summary>
    public long PeakMemory { get; init; }

    /// <summary>Processor time in seconds, user and system.</summary>
    public double CpuSeconds { get; init; }

    /// <summary>Whether Landlock kept the step from writing elsewhere.</summary>
    public bool Confined { get; init; }

    /// <summary>Whether the kernel killed processes while it ran because its control group had no memory left.</summary>
    public bool OutOfMemory { get; init; }

    /// <summary>Bytes of log that were not kept.</summary>
    public long LogDropped { get; init; }

    /// <summary>Why the step could not be started, where it could not.</summary>
    public string? Message { get; init; }
}

/// <summary>What ended an attempt.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<StepEnd>))]
public enum StepEnd
{
    /// <summary>The process exited by itself.</summary>
    Exited,

    /// <summary>A signal killed it that the runner did not send; SIGKILL is nearly always the kernel, out of memory.</summary>
    Killed,

    /// <summary>It ran longer than it may.</summary>
    TimedOut,

    /// <summary>The run was interrupted: SIGTERM or SIGINT to the runner, or the executor is gone.</summary>
    Interrupted,

    /// <summary>The program is missing or may not be executed.</summary>
    NotStarted,
}

/// <summary>Serialises the contract without reflection, as NativeAOT needs it.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StepJob))]
[JsonSerializable(typeof(StepOutcome))]
[JsonSerializable(typeof(Dictionary<string, string>))]
public sealed partial class StepContractJson : JsonSerializerContext;
