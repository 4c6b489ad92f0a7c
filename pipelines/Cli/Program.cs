using System.CommandLine;
using Modelyard.Cli.Commands;

var yard = new RootCommand("Runs hundreds of machine-learning models from one git repository: model folder → plan → run → version → release → traffic.")
{
    new UpCommand(),
    new ValidateCommand(),
    new PlanCommand(),
    new RunCommand(),
    new WhyCommand(),
    new RunsCommand(),
    new VersionsCommand(),
    new ShowCommand(),
    new ReleaseCommand(),
    new PredictCommand(),
    new StatusCommand(),
    new ComponentsCommand(),
};
// Children get their own grace to stop in; two seconds, the default, would cut it short.
return await yard.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(30) });
