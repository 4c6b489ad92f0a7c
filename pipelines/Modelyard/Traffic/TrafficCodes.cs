using Modelyard.Diagnostics;

namespace Modelyard.Traffic;

/// <summary>What the gateway answers by itself when no server can.</summary>
[DiagnosticCodes]
public static class TrafficCodes
{
    public static readonly DiagnosticCode VersionNotLive = new(
        "YARD5101",
        "No live arm or version has that name",
        "x-yard-version takes an arm's name, a version's name or its identity; GET /v1/models lists what is live.");

    public static readonly DiagnosticCode ArmNotReady = new(
        "YARD5102",
        "The arm that was asked for by name is not ready",
        "Ask again later, or without x-yard-version so that another arm may stand in; the server's log says why it is down.");

    public static readonly DiagnosticCode NoArmReady = new(
        "YARD5103",
        "No arm of the model is ready",
        "Ask again later; GET /healthz names the arms, their servers' logs say why they are down.");

    public static readonly DiagnosticCode AnswerTooLate = new(
        "YARD5104",
        "The server did not answer in time",
        "Send fewer instances at once, or look at the load of the model's servers.");

    public static readonly DiagnosticCode RequestBroken = new(
        "YARD5105",
        "The request is not HTTP that can be answered",
        "Correct the request line, the headers or the length of the body; a body must arrive at 240 bytes a second at least.");

    public static readonly DiagnosticCode NothingReleased = new(
        "YARD5106",
        "No model is released here",
        "Release one: ./yard up trains and releases what models/ holds.");

    public static readonly DiagnosticCode GatewayFailed = new(
        "YARD5107",
        "The gateway failed",
        "This is a defect of the gateway: report it with the prediction id and the gateway's log.");

    public static readonly DiagnosticCode NotListening = new(
        "YARD5108",
        "The gateway cannot listen on its address",
        "Stop what listens there, or choose another port with --port.");

    public static readonly DiagnosticCode NotAPredictionId = new(
        "YARD5109",
        "Not the id of a prediction",
        "Copy the whole value of the answer's header x-yard-prediction.");

    public static readonly DiagnosticCode NobodyAnswered = new(
        "YARD5110",
        "No version answered this request",
        "The gateway refused it before a version was asked; its answer says why.");

    public static readonly DiagnosticCode DeadlineOver = new(
        "YARD5112",
        "The deadline of the request is over",
        "Allow more in x-yard-deadline, send fewer instances, or look at the load of the model's servers and of those that it calls.");

    public static readonly DiagnosticCode DeadlineMalformed = new(
        "YARD5113",
        "The deadline of the request is not one",
        "Send whole milliseconds in x-yard-deadline, or leave it out.");
}
