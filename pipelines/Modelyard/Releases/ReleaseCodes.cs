using Modelyard.Diagnostics;

namespace Modelyard.Releases;

/// <summary>What goes wrong between a release file and live traffic.</summary>
[DiagnosticCodes]
public static class ReleaseCodes
{
    public static readonly DiagnosticCode NotEditable = new(
        "YARD5001",
        "The release file cannot be edited",
        "Correct it by hand: arms: { a: { candidate: …, weight: 90 }, … } without anchors, aliases and tags.");

    public static readonly DiagnosticCode UnknownArm = new(
        "YARD5002",
        "The release has no such arm",
        "Name one of its arms, or add the arm to the file.");

    public static readonly DiagnosticCode WeightOutOfRange = new(
        "YARD5003",
        "A weight is out of range",
        "A weight is a per cent from 0 to 100 with at most two decimals.");

    public static readonly DiagnosticCode WeightsDoNotAddUp = new(
        "YARD5004",
        "The weights do not add up to 100",
        "Leave out at least one arm, which then takes the rest, or give weights that add up to 100.");

    public static readonly DiagnosticCode UnknownCandidate = new(
        "YARD5005",
        "The release names a candidate that the model does not have",
        "Name one of the candidates in model.yaml. What was live stays live.");

    public static readonly DiagnosticCode UntrainedCandidate = new(
        "YARD5006",
        "The release names a candidate without a blessed version",
        "Train it: ./yard run MODEL; its gates, samples and golden rows must pass. What was live stays live.");

    public static readonly DiagnosticCode UnknownVersion = new(
        "YARD5007",
        "The release names a version that does not exist here",
        "./yard versions MODEL lists the versions. What was live stays live.");

    public static readonly DiagnosticCode NotServing = new(
        "YARD5008",
        "The release's servers did not start",
        "The servers' logs say why. What was live stays live.");

    public static readonly DiagnosticCode NotWatched = new(
        "YARD5009",
        "Changes of releases are found late",
        "Raise fs.inotify.max_user_watches; until then the files are looked at every few seconds.");
}
