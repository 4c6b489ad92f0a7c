using System.CommandLine;
using Modelyard.Cli.Display;
using Modelyard.Running.Execution;
using Modelyard.Running.History;
using Spectre.Console;

namespace Modelyard.Cli.Commands;

/// <summary><c>yard runs [RUN]</c></summary>
internal sealed class RunsCommand : YardCommand
{
    private readonly Argument<string?> _run = new("RUN") { Arity = ArgumentArity.ZeroOrOne, Description = "One run, with its steps and logs; a beginning of its id will do." };
    private readonly Option<int> _last = new("--last") { Description = "How many runs to list.", DefaultValueFactory = _ => 20, HelpName = "N" };

    public RunsCommand()
        : base("runs", "List the runs of this store, newest first, or show one with its steps.")
    {
        Arguments.Add(_run);
        Options.Add(_last);
    }

    public override IReadOnlyList<string> Examples =>
    [
        "yard runs --last 5",
        "yard runs 20261123-1739             # its steps and where their logs are",
    ];

    protected override Task<int> RunAsync(ParseResult arguments, Workspace workspace, Output output, CancellationToken cancellation)
    {
        var runs = RunHistories.NewestFirst(workspace.Store.Runs);
        if (arguments.GetValue(_run) is { } id)
        {
            var run = runs.FirstOrDefault(run => run.Run.StartsWith(id, StringComparison.Ordinal))
                ?? throw CliCodes.BadArgument.Failure($"no run begins with '{id}'", "list them with `./yard runs`");
            if (output.IsJson) output.Json(run);
            else Show(run, output);
        }
        else
        {
            var listed = runs.Take(arguments.GetValue(_last)).ToList();
            if (output.IsJson) output.Json(new { runs = listed });
            else List(listed, output);
        }

        return Task.FromResult(ExitCodes.Done);
    }

    private static void List(IReadOnlyList<RunRecord> runs, Output output)
    {
        if (runs.Count == 0) output.Line("no runs yet; start with `./yard up`");
        if (runs.Count == 0) return;
        var table = new Table().Border(TableBorder.None).AddColumns("run", "state", "took", "executed", "cached", "models");
        foreach (var run in runs)
        {
            table.AddRow(
                run.Run,
                Word(run.State),
                run.Ended is { } ended ? $"{(ended - run.Started).TotalSeconds:0.0} s" : "",
                $"{run.Steps.Count(step => step.State == StepState.Done)}",
                $"{run.Steps.Count(step => step.State == StepState.Cached)}",
                Markup.Escape(string.Join(", ", run.Models)));
        }

        output.Answer.Write(table);
    }

    private static void Show(RunRecord run, Output output)
    {
        output.Line($"{run.Run}  {Word(run.State)}  {run.Started:u}  {run.Command}");
        foreach (var step in run.Steps)
        {
            output.Line($"  {RunDisplay.Style(step.State).Word,-11} {step.Names[0],-40} {step.Seconds,8:0.0} s  {step.Key?.Short}");
            if (step.Log is { } log) output.Line($"      log {log}");
            if (step.Failure is { } failure) output.Line($"      {failure}");
        }
    }

    private static string Word(RunState state) => state.ToString().ToLowerInvariant();
}
