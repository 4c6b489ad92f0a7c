using System.CommandLine;
using System.CommandLine.Help;
using Modelyard.Cli;
using Modelyard.Cli.Commands;
using Modelyard.Cli.Commands.GitHub;

var yard = new RootCommand("Runs hundreds of machine-learning models from one git repository: model folder → plan → run → version → release → traffic.")
{
    new UpCommand(),
    new ValidateCommand(),
    new PlanCommand(),
    new RunCommand(),
    new DriveCommand(),
    new BuildCommand(),
    new WhyCommand(),
    new ReportCommand(),
    new ShellCommand(),
    new RunsCommand(),
    new VersionsCommand(),
    new ShowCommand(),
    new PushCommand(),
    new PullCommand(),
    new NumberCommand(),
    new CacheCommand(),
    new TraceCommand(),
    new ReleaseCommand(),
    new DeployCommand(),
    new LiveCommand(),
    new GitOpsCommand(),
    new GitHubCommand(),
    new PredictCommand(),
    new StatusCommand(),
    new MetricsCommand(),
    new ComponentsCommand(),
    new NewCommand(),
    new GcCommand(),
};
var help = yard.Options.OfType<HelpOption>().Single();
help.Action = new TeachingHelp((HelpAction)help.Action!);

var arguments = yard.Parse(args.Length == 0 ? ["--help"] : args);
if (WrongUsage.Of(arguments) is { Count: > 0 } problems) return WrongUsage.Report(arguments, problems);
// Children get their own grace to stop in; two seconds, the default, would cut it short.
return await arguments.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(30) });
