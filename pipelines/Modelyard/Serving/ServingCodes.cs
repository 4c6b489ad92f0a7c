using Modelyard.Diagnostics;

namespace Modelyard.Serving;

/// <summary>What goes wrong between a version and a server that answers for it.</summary>
[DiagnosticCodes]
public static class ServingCodes
{
    public static readonly DiagnosticCode NotStarted = new(
        "YARD6101",
        "The server's program cannot be started",
        "Install what the serving runtime names: ./yard up does it, or says what is missing.");

    public static readonly DiagnosticCode ExitedBeforeReady = new(
        "YARD6102",
        "The server exited before it was ready",
        "The last lines of its log say why; the whole log is in the folder named.");

    public static readonly DiagnosticCode ReadyTooLate = new(
        "YARD6103",
        "The server was not ready in time",
        "The last lines of its log say how far it came; fewer workers or a smaller model start faster.");

    public static readonly DiagnosticCode AnotherServer = new(
        "YARD6104",
        "Another version answers at the server's address",
        "A server must answer for the identity in its YARD_SERVE document, and nobody else may listen on its port.");

    public static readonly DiagnosticCode Hung = new(
        "YARD6105",
        "The server stopped answering and was restarted",
        "Look into its log for what it was doing; too few workers for the load look the same.");

    public static readonly DiagnosticCode Ended = new(
        "YARD6106",
        "The server ended by itself and was restarted",
        "The last lines of its log say why; signal 9 is nearly always the kernel, out of memory.");

    public static readonly DiagnosticCode Unreachable = new(
        "YARD6107",
        "Nobody answers at this address",
        "Check the address, and that ./yard up is running there.");

    public static readonly DiagnosticCode AnswerNotUnderstood = new(
        "YARD6108",
        "The answer does not follow the protocol",
        "Check that the address is a model server's or the gateway's.");

    public static readonly DiagnosticCode NotHonoured = new(
        "YARD6109",
        "A setting of serving is not honoured here",
        "Nothing to do on this machine; the setting counts where the model runs in containers.");

    public static readonly DiagnosticCode OutOfMemory = new(
        "YARD6110",
        "A server used more memory than it may",
        "Raise serving.memory in model.yaml, or let fewer workers share it; `yard metrics` tells what servers use.");

    public static readonly DiagnosticCode WorkerKilled = new(
        "YARD6111",
        "A worker of a server was killed, and the server lives on",
        "Nearly always it is the kernel, out of memory: raise serving.memory in model.yaml, or let fewer workers share it. What the worker was answering was lost.");
}
