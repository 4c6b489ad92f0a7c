using Modelyard.Diagnostics;

namespace Modelyard.Serving;

/// <summary>The errors of the servers' protocol, the same whichever runtime answers (<c>docs/architecture.md</c>, section 6).</summary>
[DiagnosticCodes]
public static class ProtocolCodes
{
    public static readonly DiagnosticCode NotJson = new(
        "YARD6001",
        "The body is not JSON",
        "Send one JSON document without NaN, Infinity, duplicate keys or very deep nesting.");

    public static readonly DiagnosticCode NoInstances = new(
        "YARD6002",
        "The body holds no instances",
        "Send {\"instances\": [ … ]} with at least one instance.");

    public static readonly DiagnosticCode TooLarge = new(
        "YARD6003",
        "The request is too large",
        "Send fewer instances at once, or shorter strings; the message names the limit.");

    public static readonly DiagnosticCode FieldMissing = new(
        "YARD6004",
        "A field of the signature is missing",
        "Add it; GET /v1/models/<model>/metadata tells the signature.");

    public static readonly DiagnosticCode FieldUnknown = new(
        "YARD6005",
        "A field is not in the signature",
        "Leave it out, or correct its name.");

    public static readonly DiagnosticCode WrongType = new(
        "YARD6006",
        "A field has the wrong type",
        "Send what the message says is expected.");

    public static readonly DiagnosticCode WrongImage = new(
        "YARD6007",
        "An image has the wrong shape or range, or a vector the wrong length",
        "Send [h][w] or [h][w][c] of whole numbers 0 to 255 in the signature's width and height.");

    public static readonly DiagnosticCode WrongNumber = new(
        "YARD6008",
        "A number is not finite or cannot be represented",
        "Send a finite number in the range of its type.");

    public static readonly DiagnosticCode WrongPng = new(
        "YARD6009",
        "b64 holds no PNG that fits",
        "Send a PNG of the signature's width and height, 8 bits a channel, in standard base64.");

    public static readonly DiagnosticCode NotFound = new(
        "YARD6010",
        "There is no such path or model",
        "GET /v1/models lists the models.");

    public static readonly DiagnosticCode WrongMethod = new(
        "YARD6011",
        "The path does not take this method",
        "Predictions take POST, everything else GET.");

    public static readonly DiagnosticCode NotOne = new(
        "YARD6012",
        "An instance does not have exactly one of the fields to choose from",
        "Give one of the fields of `one-of`; GET /v1/models/<model>/metadata tells the signature.");

    public static readonly DiagnosticCode OutOfBounds = new(
        "YARD6013",
        "A number is outside the signature's bounds",
        "Send a number from minimum to maximum.");

    public static readonly DiagnosticCode NotHeld = new(
        "YARD6014",
        "The model does not hold what is asked for",
        "Ask by the id of an item that is in the index, or by a vector that can be compared with its items.");

    public static readonly DiagnosticCode ModelFailed = new(
        "YARD6020",
        "A step of the model failed on an instance",
        "The server's log has the reason; reproduce it with the same instance.");

    public static readonly DiagnosticCode SettingsUnusable = new(
        "YARD6021",
        "A server cannot use its settings",
        "YARD_SERVE must name a JSON file of the form that docs/architecture.md gives; every problem of it is listed.");

    public static readonly DiagnosticCode ArtifactUnusable = new(
        "YARD6022",
        "A server cannot load the version's artifact",
        "The artifact is of another format, incomplete or damaged: run the model again to make it anew.");

    public static readonly DiagnosticCode ServerFailed = new(
        "YARD6023",
        "The server itself failed",
        "Its log has the stack trace; report it.");

    public static readonly DiagnosticCode CallFailed = new(
        "YARD6026",
        "A model that a step calls did not answer",
        "The message names the model and what it said; its own servers' logs say why. Ask again once it is live.");

    public static readonly DiagnosticCode CallTooLate = new(
        "YARD6027",
        "A model that a step calls did not answer in time",
        "Allow more in x-yard-deadline, send fewer instances, or look at the load of the called model.");

    public static readonly DiagnosticCode CallTooDeep = new(
        "YARD6028",
        "Too many models call each other",
        "At most eight may stand in a row: let the models at the front call those at the back themselves.");
}
