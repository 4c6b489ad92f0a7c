using Modelyard.Content;
using Modelyard.Diagnostics;
using Modelyard.Images.Builds;
using Modelyard.Running.Execution;
using Modelyard.Running.Store;
using Modelyard.Tests.Shared;

namespace Modelyard.Tests.Images.Builds;

/// <summary>Real builds by the SDK of this machine, on a runtime without packages, so that each takes seconds.</summary>
public sealed class ComponentBuildTests : IDisposable
{
    private readonly ScratchFolder _folder = new();
    private readonly YardStore _store;

    public ComponentBuildTests()
    {
        _folder.Write("runtime/Step.props", """
            <Project>
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <OutputType>Exe</OutputType>
                <UseCurrentRuntimeIdentifier>true</UseCurrentRuntimeIdentifier>
              </PropertyGroup>
              <ItemGroup><Compile Include="$(MSBuildThisFileDirectory)Shared/*.cs" /></ItemGroup>
            </Project>
            """);
        _folder.Write("runtime/Shared/Greeting.cs", "internal static class Greeting { public const string Text = \"built\"; }");
        // What a repository above the store says is not meant for what is built here.
        _folder.Write("Directory.Build.props", "<Project><PropertyGroup><TargetFramework>none</TargetFramework></PropertyGroup></Project>");
        _folder.Write("global.json", "{ \"sdk\": { \"version\": \"1.0.0\", \"rollForward\": \"disable\" } }");
        _store = new YardStore(_folder.At("store"));
    }

    public void Dispose()
    {
        _store.Staging.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Plain_source_files_become_a_program_once()
    {
        _folder.Write("component/Program.cs", "System.Console.WriteLine(Greeting.Text);");

        var first = await BuildAsync();
        var again = await BuildAsync();

        Assert.Equal(first, again);
        Assert.Equal("built\n", Programs.Run(Path.Combine(first, "greets")));
        Assert.Equal(_store.Objects.All(), _store.Builds.All());
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.At("store/staging"), "build*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task A_component_that_does_not_compile_names_its_first_errors()
    {
        _folder.Write("component/greets.csproj", "<Project Sdk=\"Microsoft.NET.Sdk\">\n  <Import Project=\"../../Runtimes/plain/Step.props\" />\n</Project>\n");
        _folder.Write("component/Program.cs", "System.Console.WriteLine(\n    Greting.Text);\n" + string.Concat(Enumerable.Range(0, 6).Select(n => $"missing{n}();\n")));

        var failure = await Assert.ThrowsAsync<YardException>(BuildAsync);

        Assert.Equal(
            [
                "models/m/code/greets/Program.cs:2:5: error YARD7012: component greets: CS0103: The name 'Greting' does not exist in the current context",
                "models/m/code/greets/Program.cs:3:1: error YARD7012: component greets: CS0103: The name 'missing0' does not exist in the current context",
                "models/m/code/greets/Program.cs:4:1: error YARD7012: component greets: CS0103: The name 'missing1' does not exist in the current context",
                "models/m/code/greets/Program.cs:5:1: error YARD7012: component greets: CS0103: The name 'missing2' does not exist in the current context",
                "models/m/code/greets/Program.cs:6:1: error YARD7012: component greets: CS0103: The name 'missing3' does not exist in the current context → and 2 more errors",
            ],
            failure.Diagnostics.Select(diagnostic => diagnostic.ToString()));
        Assert.Empty(_store.Builds.All());
    }

    [Fact]
    public async Task A_component_that_brings_packages_of_its_own_is_refused()
    {
        _folder.Write("component/greets.csproj", """
            <Project Sdk="Microsoft.NET.Sdk">
              <Import Project="../../Runtimes/plain/Step.props" />
              <ItemGroup><PackageReference Include="YamlDotNet" Version="18.1.0" /></ItemGroup>
            </Project>
            """);
        _folder.Write("component/Program.cs", "System.Console.WriteLine(Greeting.Text);");

        var failure = await Assert.ThrowsAsync<YardException>(BuildAsync);

        Assert.Equal(
            "models/m/code/greets/greets.csproj: error YARD7013: component greets brings packages that its runtime plain does not have: YamlDotNet 18.1.0 → "
                + "name them in pipelines/Runtimes/plain/Packages.props, so that the runtime's lock tells them",
            Assert.Single(failure.Diagnostics).ToString());
    }

    private Task<string> BuildAsync()
    {
        var sdk = DotnetSdk.Find()!;
        var runtime = new StepRuntime("plain", "pipelines/Runtimes/plain", "dotnet", sdk.Program, Digest.Of("lock"u8), new Dictionary<string, string>());
        var code = new StepCode("c0", _folder.At("component"), "r0", _folder.At("runtime"));
        return new ComponentBuild(_store, sdk, TimeProvider.System).ProgramOfAsync("models/m/code/greets", runtime, code, TestContext.Current.CancellationToken);
    }
}
