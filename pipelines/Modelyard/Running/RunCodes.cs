using Modelyard.Diagnostics;

namespace Modelyard.Running;

/// <summary>What can go wrong while steps run.</summary>
[DiagnosticCodes]
public static class RunCodes
{
    public static readonly DiagnosticCode ExitCode = new("YARD3001", "A step exited with another code than 0",
        "Read the step's log, whose last lines are shown; the whole log is kept under the run.");

    public static readonly DiagnosticCode OutputMissing = new("YARD3002", "A step left an output empty",
        "Let the step write at least one file into each output folder that its step.json names.");

    public static readonly DiagnosticCode WroteElsewhere = new("YARD3003", "A step changed its inputs, its code or the store",
        "Let the step write only into its outputs and scratch folder. What it changed was found by comparing afterwards.");

    public static readonly DiagnosticCode InputChanged = new("YARD3004", "Something that the step reads changed while it ran",
        "Run again when nothing edits the files; the result was not kept.");

    public static readonly DiagnosticCode TimedOut = new("YARD3005", "A step ran longer than it may",
        "Raise `timeout` of the step in model.yaml, or give the step less to do.");

    public static readonly DiagnosticCode Killed = new("YARD3006", "A step was killed",
        "SIGKILL without a time-out is nearly always the kernel, out of memory: lower what the step holds, or declare `resources.memory` so that fewer steps run beside it.");

    public static readonly DiagnosticCode NotStarted = new("YARD3007", "A step could not be started",
        "Check the component's `run` line and that its runtime has the program.");

    public static readonly DiagnosticCode BadMetrics = new("YARD3008", "A step wrote metrics that cannot be read",
        "Write one flat JSON object, name → finite number, to the file that step.json calls metrics.");

    public static readonly DiagnosticCode RunnerFailed = new("YARD3009", "The step runner itself failed",
        "See its message; report it when it is not about this machine (disk full, no permission).");

    public static readonly DiagnosticCode Unconfined = new("YARD3011", "This kernel has no Landlock",
        "Nothing to do: steps run unconfined, and their inputs, code and the store are compared afterwards. Linux 5.13 or newer confines them.");

    public static readonly DiagnosticCode Fingerprint = new("YARD3012", "The fingerprint of a source could not be taken",
        "Install the data that the source reads, or mend its `fingerprint` command.");

    public static readonly DiagnosticCode UnknownStep = new("YARD3015", "No such step",
        "Name a step as `candidate.step`, or by its bare name where only one candidate has it.");

    public static readonly DiagnosticCode BadChoice = new("YARD3016", "What a search chose cannot be read",
        "Let the component `choose` write choice.json with the object `parameters`.");

    public static readonly DiagnosticCode Damaged = new("YARD3017", "A cached output was damaged or gone",
        "Nothing to do: the step ran again. Find out what writes into the store, if it happens more than once.");

    public static readonly DiagnosticCode InputsNotMade = new("YARD3018", "A step's inputs have yet to be made",
        "Run the model first: a shell shows a step on the inputs that it had.");

    public static readonly DiagnosticCode VariableUnset = new("YARD3019", "An environment variable that holds a secret is not set",
        "Set the variable that the message names where `yard` runs; its value is given to the step alone and never written down.");

    public static readonly DiagnosticCode OutOfMemory = new("YARD3020", "A step ran out of memory",
        "Raise `resources.memory` of the step in model.yaml or of its component, or let the step hold less.");

    public static readonly DiagnosticCode WrongEntry = new("YARD3021", "A shared entry of a step is not what it should be",
        "Remove it from the registry; whoever runs the step shares it again.");

    public static readonly DiagnosticCode EntryDiffers = new("YARD3022", "A step's key has other outputs in the shared cache",
        "What is there stays. Find out which run is right: a component that is not deterministic says `nondeterministic: true`, else compare the two machines with `yard why` and the runs' logs.");
}
