namespace Modelyard.Build;

/// <summary>The programs of <c>infra/</c>, in the order in which they depend on each other.</summary>
internal static class InfraPrograms
{
    private static readonly string[] Folders = ["infra/Clusters", "infra/Platform"];

    /// <summary>Whether they can run, with the reason where not.</summary>
    public static bool CanRun(BuildContext context, string task, params (bool Holds, string Reason)[] more) => Skip.Unless(
        context, task,
        [(context.Stack is not null, "no stack is named (--stack)"), .. more, (context.Tools.Resolve("pulumi") is not null, "pulumi is not installed here")]);

    /// <summary>One command of Pulumi's in each.</summary>
    public static void Run(BuildContext context, params string[] command)
    {
        foreach (var folder in Folders) context.Yard.RunProgram("pulumi", folder, [.. command, "--stack", context.Stack!, "--non-interactive"]);
    }
}
