using Modelyard.Diagnostics;

namespace Modelyard.Versions;

/// <summary>What can keep a version from being made or found.</summary>
[DiagnosticCodes]
public static class VersionCodes
{
    public static readonly DiagnosticCode GateNotPassed = new("YARD4001", "A gate was not passed",
        "Improve the candidate, or change the gate in model.yaml in a pull request that says why. No version was made.");

    public static readonly DiagnosticCode SampleNotAnswered = new("YARD4002", "A server started from the artifact does not answer the samples",
        "Mend samples.json or the component that fails; the server's log is named in the message. No version was made.");

    public static readonly DiagnosticCode GoldenDiffers = new("YARD4003", "A server started from the artifact answers golden rows otherwise than the pipeline",
        "Serving must compute what training computed: look for state that is not saved, or code that looks at more than its row. No version was made.");

    public static readonly DiagnosticCode BadArtifact = new("YARD4004", "An artifact of a step cannot be read",
        "The component wrote something other than its port's type says; see docs/architecture.md, section 3.");

    public static readonly DiagnosticCode UnknownVersion = new("YARD4005", "No such version",
        "List what there is with `./yard versions MODEL`.");

    public static readonly DiagnosticCode NoEvaluation = new("YARD4006", "The split gave no evaluation rows",
        "Let the split give a part to `test`.");

    public static readonly DiagnosticCode DamagedManifest = new("YARD4007", "A version's manifest is damaged",
        "Restore the store from its backup, or remove the file and run the model again: the same inputs give the same version.");

    public static readonly DiagnosticCode CalledModelUntrained = new("YARD4010", "A model that another one calls has no version to call",
        "Train the called model first: `./yard run MODEL`. A run of both trains them in that order.");

    public static readonly DiagnosticCode NotAVersion = new("YARD4021", "What a registry has under a version's tag is not that version",
        "Something else pushed there. Look at it with `skopeo inspect --raw`; push the version again under a registry that is Modelyard's alone.");

    public static readonly DiagnosticCode WrongArtifact = new("YARD4022", "A version of a registry does not hold what its identity names",
        "Nothing was added to the store. Push the version again from a store that has it, into another registry.");

    public static readonly DiagnosticCode NoRuntime = new("YARD4023", "A version is served by a runtime that is not here",
        "Check out the commit that the version was made at, or add the runtime to pipelines/Runtimes/.");
}
