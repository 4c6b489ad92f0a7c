using Modelyard.Specs;

namespace Modelyard.Tests.Specs;

public sealed class ComponentsPageTests
{
    private static readonly Repository Source = RepositoryReader.Read(SourceRepository.Root);

    [Fact]
    public void The_page_is_up_to_date()
    {
        var path = Path.Combine(SourceRepository.Root, "docs", "components.md");
        var expected = ComponentsPage.Render(Source.Components.Values);
        if (Environment.GetEnvironmentVariable("YARD_WRITE") == "1") File.WriteAllText(path, expected);

        Assert.True(File.Exists(path) && File.ReadAllText(path) == expected, "docs/components.md is out of date; YARD_WRITE=1 ./test Modelyard.Tests writes it");
    }

    [Fact]
    public void Every_component_ports_and_parameters_are_described_and_have_a_readme() => Assert.All(Source.Components.Values, component =>
    {
        Assert.True(File.Exists(Path.Combine(SourceRepository.Root, component.Folder, "README.md")), $"{component.Folder} has no README.md");
        var undescribed = component.Spec.Inputs.Concat(component.Spec.Outputs).Where(port => port.Value.Description.Length == 0).Select(port => port.Key)
            .Concat(component.Spec.Parameters.Where(parameter => parameter.Value.Description.Length == 0).Select(parameter => parameter.Key));
        Assert.Equal([], undescribed.Select(name => $"{component.Spec.Name}.{name}"));
    });
}
