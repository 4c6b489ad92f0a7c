using System.Text.Json;
using Modelyard.Images.Builds;
using Modelyard.Tests.Shared;
using Modelyard.Tests.Specs;

namespace Modelyard.Tests.Images.Builds;

public sealed class ProjectSourcesTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_step_runner_has_all_the_sources_that_its_compiler_gets()
    {
        var project = Path.Combine(SourceRepository.Root, "pipelines/StepRunner/StepRunner.csproj");
        using var told = JsonDocument.Parse(Programs.Run("dotnet", "msbuild", project, "-getItem:Compile", "-nodeReuse:false"));
        var compiled = told.RootElement.GetProperty("Items").GetProperty("Compile").EnumerateArray().Select(item => item.GetProperty("FullPath").GetString()!).Where(file => !file.Contains("/obj/", StringComparison.Ordinal));

        Assert.Empty(compiled.Except(ProjectSources.Of(project)));
    }

    [Fact]
    public void Files_from_elsewhere_and_projects_that_are_referred_to_count_and_what_a_build_leaves_does_not()
    {
        foreach (var file in (string[])["app/Program.cs", "app/inner/More.cs", "app/obj/Made.cs", "app/notes.txt", "library/One.cs", "library/Two.cs", "library/deep/er/Three.cs", "other/Other.cs", "app.props"]) _folder.Write(file, "");
        _folder.Write("other/Other.csproj", "<Project />");
        _folder.Write("app/App.csproj", """
            <Project Sdk="Microsoft.NET.Sdk">
              <Import Project="../app.props" />
              <Import Project="$(Elsewhere)/none.props" />
              <ItemGroup>
                <Compile Include="../library/One.cs; ../library/deep/**/*.cs" />
                <ProjectReference Include="..\other\Other.csproj" />
              </ItemGroup>
            </Project>
            """);

        Assert.Equal(
            ["app/App.csproj", "app/Program.cs", "app/inner/More.cs", "library/One.cs", "library/deep/er/Three.cs", "app.props", "other/Other.cs", "other/Other.csproj"],
            ProjectSources.Of(_folder.At("app/App.csproj")).Select(file => Path.GetRelativePath(_folder.Path, file)));
    }
}
