using System.CommandLine;
using Modelyard.Cli.Display;
using Modelyard.Running.Sharing;

namespace Modelyard.Cli.Commands;

/// <summary><c>yard cache push|pull</c></summary>
internal sealed class CacheCommand : Command
{
    public CacheCommand()
        : base("cache", "Share what steps gave between machines: a change's training is a hit on merge, and a laptop gets what automation made.")
    {
        Subcommands.Add(new CachePushCommand());
        Subcommands.Add(new CachePullCommand());
    }
}

/// <summary>What both directions take.</summary>
internal abstract class CacheExchangeCommand : YardCommand
{
    private readonly Argument<string[]> _models = new("MODEL") { Arity = ArgumentArity.ZeroOrMore, Description = "The models. Default: all." };

    protected CacheExchangeCommand(string name, string description)
        : base(name, description) => Arguments.Add(_models);

    /// <summary>The exchange of the steps that these models have now.</summary>
    protected async Task<CacheExchange> ExchangeAsync(ParseResult arguments, Workspace workspace, Output output, CancellationToken cancellation)
    {
        var models = workspace.Select(arguments.GetValue(_models) ?? []);
        var provision = await workspace.ProvisionAsync(models, new Notes(output), cancellation);
        return new CacheExchange(workspace.Graph(models), workspace.Executor(provision));
    }

    /// <summary>Says what became of it; exit code 1 where entries were refused.</summary>
    protected static int Show(CacheExchangeOutcome outcome, string moved, string missing, string place, Output output)
    {
        output.Problems(outcome.Problems);
        if (output.IsJson) output.Json(new { place, outcome.Moved, outcome.There, outcome.Missing, problems = outcome.Problems.Select(DiagnosticJson.Of) });
        else output.Line($"{place}: {outcome.Moved.Count} entries {moved}, {outcome.There} there already, {outcome.Missing.Count} {missing}");
        return outcome.Problems.Count > 0 ? ExitCodes.Failed : ExitCodes.Done;
    }
}

/// <summary><c>yard cache push [MODEL…] --to PLACE [--scope NAME [--since REF]]</c></summary>
internal sealed class CachePushCommand : CacheExchangeCommand
{
    private readonly Option<string> _to = new("--to") { Description = "Where to: host[:port]/path, oci:FOLDER or a path, or the name of an environment, whose registry is meant.", HelpName = "PLACE", Required = true };
    private readonly CacheScope _scope = new("Send");

    public CachePushCommand()
        : base("push", "Send what this store has for the steps of models as they are now. An entry is never replaced: the same key with other outputs is refused.")
    {
        Options.Add(_to);
        foreach (var option in _scope.Options) Options.Add(option);
    }

    public override IReadOnlyList<string> Examples =>
    [
        "yard cache push --to dev                              # for everybody, by a machine that may write there",
        "yard cache push --to dev --scope pr-12 --since origin/main",
        "yard cache push item-photo --to ./shared-cache",
    ];

    protected override async Task<int> RunAsync(ParseResult arguments, Workspace workspace, Output output, CancellationToken cancellation)
    {
        var place = CachePlace.Of(arguments.GetRequiredValue(_to), workspace);
        var scope = _scope.Of(arguments, workspace, output);
        var exchange = await ExchangeAsync(arguments, workspace, output, cancellation);
        using var entries = place.Open(workspace.Store, scope);
        return Show(await exchange.PushAsync(entries, cancellation), "sent", "not run here", scope is null ? place.Name : $"{place.Name} ({scope})", output);
    }
}

/// <summary><c>yard cache pull [MODEL…] --from PLACE [--scope NAME…]</c></summary>
internal sealed class CachePullCommand : CacheExchangeCommand
{
    private readonly Option<string> _from = new("--from") { Description = "Where from: as --to of push.", HelpName = "PLACE", Required = true };
    private readonly Option<string[]> _scopes = new("--scope") { Description = "Look there too, after what is for all. May be given several times.", HelpName = "NAME" };

    public CachePullCommand()
        : base("pull", "Bring what is shared for the steps of models as they are now, each output checked against its digest. Sources are looked at here, so their data must be here.")
    {
        Options.Add(_from);
        Options.Add(_scopes);
    }

    public override IReadOnlyList<string> Examples =>
    [
        "yard cache pull --from dev && ./yard run              # nothing runs that somebody ran",
        "yard cache pull --from dev --scope pr-12",
    ];

    protected override async Task<int> RunAsync(ParseResult arguments, Workspace workspace, Output output, CancellationToken cancellation)
    {
        var place = CachePlace.Of(arguments.GetRequiredValue(_from), workspace);
        var exchange = await ExchangeAsync(arguments, workspace, output, cancellation);
        var from = new[] { (string?)null }.Concat(arguments.GetValue(_scopes) ?? []).Select(scope => place.Open(workspace.Store, scope)).ToList();
        try
        {
            return Show(await exchange.PullAsync(from, cancellation), "brought", "shared by nobody", place.Name, output);
        }
        finally
        {
            foreach (var entries in from) entries.Dispose();
        }
    }
}
