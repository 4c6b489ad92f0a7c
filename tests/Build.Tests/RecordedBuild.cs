using Cake.Core;
using Cake.Core.Diagnostics;
using Cake.Core.IO;
using Cake.Frosting;
using Cake.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Modelyard.Build.Tests;

/// <summary>The real host with its real tasks, on Cake's fake machine: files are in memory, processes are only noted.</summary>
internal sealed class RecordedBuild
{
    private const string Root = "/repository";

    private readonly FakeEnvironment _environment = FakeEnvironment.CreateUnixEnvironment();
    private readonly FakeFileSystem _files;
    private readonly FakeLog _log = new();
    private readonly NotedProcesses _processes = new();

    public RecordedBuild(string plan = """{"models":[]}""")
    {
        _environment.WorkingDirectory = Root;
        _files = new FakeFileSystem(_environment);
        _files.CreateDirectory(Root);
        _processes.Outputs["plan"] = plan;
    }

    /// <summary>What was started, as command lines relative to the repository.</summary>
    public IReadOnlyList<string> Commands => _processes.Commands;

    /// <summary>Lines that say something to who runs the build.</summary>
    public IReadOnlyList<string> Said => [.. _log.Entries.Where(entry => entry.Level == LogLevel.Information).Select(entry => entry.Message)];

    public IReadOnlyList<string> Errors => [.. _log.Entries.Where(entry => entry.Level == LogLevel.Error).Select(entry => entry.Message)];

    /// <summary>A plan that affects these models.</summary>
    public static string PlanOf(params (string Name, string Action)[] models) =>
        $$"""{"models":[{{string.Join(',', models.Select(model => $$"""{"name":"{{model.Name}}","action":"{{model.Action}}","reasons":[{"what":"model","subject":"{{model.Name}}"}]}"""))}}]}""";

    public RecordedBuild With(string variable, string value)
    {
        _environment.SetEnvironmentVariable(variable, value);
        return this;
    }

    /// <summary>A command that ends otherwise than with 0.</summary>
    public RecordedBuild Failing(string verb, int code)
    {
        _processes.Codes[verb] = code;
        return this;
    }

    /// <summary>A program that is installed.</summary>
    public RecordedBuild Having(string program)
    {
        _environment.SetEnvironmentVariable("PATH", "/usr/bin");
        _files.CreateDirectory("/usr/bin");
        _files.CreateFile($"/usr/bin/{program}");
        return this;
    }

    public string Read(string path) => _files.GetFile($"{Root}/{path}").GetTextContent();

    /// <summary>Runs a target.</summary>
    /// <returns>The exit code.</returns>
    public int Run(string target, params string[] arguments) => new CakeHost()
        .AddAssembly(typeof(BuildContext).Assembly)
        .UseContext<BuildContext>()
        .ConfigureServices(services =>
        {
            services.AddSingleton<ICakeEnvironment>(_environment);
            services.AddSingleton<IFileSystem>(_files);
            services.AddSingleton<ICakeLog>(_log);
            services.AddSingleton<IProcessRunner>(_processes);
        })
        .Run(["--target", target, .. arguments]);

    private sealed class NotedProcesses : IProcessRunner
    {
        public List<string> Commands { get; } = [];

        public Dictionary<string, string> Outputs { get; } = [];

        public Dictionary<string, int> Codes { get; } = [];

        public IProcess Start(FilePath filePath, ProcessSettings settings)
        {
            var words = settings.Arguments.Select(argument => argument.Render().Trim('"')).ToList();
            var command = $"{filePath.GetFilename()} {string.Join(' ', words)}".TrimEnd();
            var folder = settings.WorkingDirectory?.FullPath.Replace(Root, "", StringComparison.Ordinal).TrimStart('/');
            Commands.Add(string.IsNullOrEmpty(folder) ? command : $"{folder}: {command}");
            var process = new FakeProcess();
            process.SetExitCode(Codes.GetValueOrDefault(words.FirstOrDefault() ?? ""));
            process.SetStandardOutput(Outputs.GetValueOrDefault(words.FirstOrDefault() ?? "", "# page").Split('\n'));
            return process;
        }
    }
}
