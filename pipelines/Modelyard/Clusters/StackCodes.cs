using Modelyard.Diagnostics;

namespace Modelyard.Clusters;

/// <summary>What can be wrong with the configuration of a stack of <c>infra/</c>, whose programs compile this file in.</summary>
[DiagnosticCodes]
public static class StackCodes
{
    public static readonly DiagnosticCode Missing =
        new("YARD8551", "A stack's configuration lacks a key", "Set it: `pulumi config set KEY VALUE`, with `--secret` where the message says so; the committed Pulumi.STACK.yaml are examples.");

    public static readonly DiagnosticCode NotAccepted =
        new("YARD8552", "A stack's configuration has a value that is not accepted", "Write what the message expects.");

    public static readonly DiagnosticCode Unknown =
        new("YARD8553", "A stack's configuration has a key that nothing reads", "Correct its name, or remove it: `pulumi config rm KEY`.");

    public static readonly DiagnosticCode Environment =
        new("YARD8554", "A stack's environment cannot be made a platform for", "Correct its entry in pipelines/environments.yaml, or name another one.");

    public static readonly DiagnosticCode NotSecret =
        new("YARD8555", "A secret stands in a stack's configuration for everybody to read", "Set it again with `pulumi config set --secret KEY`, and change the secret itself.");
}
