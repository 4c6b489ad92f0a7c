using Modelyard.Diagnostics;

namespace Modelyard.GitOps;

/// <summary>What can go wrong between this clone, its remote and what runs.</summary>
[DiagnosticCodes]
public static class GitOpsCodes
{
    public static readonly DiagnosticCode GitFailed = new("YARD2101", "git refused",
        "What git said is in the message; run the command that is named in the clone to see it whole.");

    public static readonly DiagnosticCode NoRemoteBranch = new("YARD2102", "The remote has no such branch",
        "Push the branch, or name another one with --branch; `git remote -v` shows where the clone looks.");

    public static readonly DiagnosticCode RacesLost = new("YARD2103", "Others pushed to the branch each time",
        "Nothing was lost: run the command again. Numbers are given to what has none yet.");

    public static readonly DiagnosticCode NotForwarded = new("YARD2104", "The working tree was not brought forward",
        "Commit or stash what is changed there, check out the branch, and run the command again: what serves follows the files in the working tree.");

    public static readonly DiagnosticCode HistoryRewritten = new("YARD2105", "The branch was rewritten",
        "Nothing to do: every model is looked at anew, and what was trained before is cached. Protect the branch against forced pushes.");

    public static readonly DiagnosticCode ModelGone = new("YARD2106", "A model that was trained is gone from the branch",
        "Nothing to do where the model was removed on purpose: its version got no number.");

    public static readonly DiagnosticCode BadState = new("YARD2107", "The record of what was handled cannot be read",
        "Remove the file that is named: every model is looked at anew, and what was trained before is cached.");
}
