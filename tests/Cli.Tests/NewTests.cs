namespace Modelyard.Cli.Tests;

/// <summary>Every template is started, trained, versioned, served and asked, on the real components.</summary>
public sealed class NewTests
{
    [Theory]
    [InlineData("text", "things", 2)]
    [InlineData("table", "bicycle-price", 2)]
    [InlineData("picture", "clothes", 1)]
    [InlineData("similarity", "look-alikes", 1)]
    [InlineData("csharp", "bicycle-kind", 2)]
    public async Task A_template_validates_trains_and_answers(string template, string name, int samples)
    {
        using var repository = TestRepository.CreateEmpty();
        var said = (await repository.YardAsync("new", name, "--template", template, "--owner", "search-quality")).Ended(0).Out;
        Assert.StartsWith($"models/{name}/ from the template {template}:\n  README.md\n", said, StringComparison.Ordinal);
        Assert.Contains("owner: search-quality\n", repository.Read($"models/{name}/model.yaml"), StringComparison.Ordinal);
        (await repository.YardAsync("validate", name)).Ended(0);

        var up = (await repository.YardAsync("up", "--once", "--models", name)).Ended(0);

        Assert.Contains($"{name} arm a (dev1) answered {samples} sample", up.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_owner_is_a_tenant_the_first_one_where_none_is_named()
    {
        using var repository = TestRepository.CreateEmpty();

        var said = (await repository.YardAsync("new", "things", "--template", "text")).Ended(0).Out;
        Assert.Contains("owned by catalogue; ", said, StringComparison.Ordinal);
        (await repository.YardAsync("validate", "things")).Ended(0);
        Assert.Equal(
            "error YARD9016: the owner 'catalog' is no tenant; pipelines/environments.yaml lists catalogue, search-quality → did you mean 'catalogue'?\n",
            (await repository.YardAsync("new", "others", "--template", "text", "--owner", "catalog")).Ended(2).Error);
    }

    [Fact]
    public async Task A_folder_that_is_there_is_not_touched()
    {
        using var repository = TestRepository.CreateEmpty();
        repository.Write("models/things/notes.txt", "mine");
        Assert.Equal(
            "error YARD9014: models/things is there already, and nothing of it was touched → choose another name\n",
            (await repository.YardAsync("new", "things", "--template", "text")).Ended(2).Error);
        Assert.Equal(["notes.txt"], Directory.GetFileSystemEntries(Path.Combine(repository.Root, "models", "things")).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("Item Photos!", "text", "error YARD9013: 'Item Photos!' is not a name: lower-case letters, digits and inner hyphens, a letter first, at most 40 → 'item-photos' would do\n")]
    [InlineData("../up", "text", "error YARD9013: '../up' is not a name: lower-case letters, digits and inner hyphens, a letter first, at most 40 → 'up' would do\n")]
    [InlineData("7", "tabel", "error YARD9013: '7' is not a name: lower-case letters, digits and inner hyphens, a letter first, at most 40\nerror YARD9015: there is no template 'tabel'; there are csharp, picture, similarity, table, text → did you mean 'table'?\n")]
    public async Task Bad_names_and_templates_are_said_with_what_would_do(string name, string template, string expected)
    {
        using var repository = TestRepository.CreateEmpty();
        Assert.Equal(expected, (await repository.YardAsync("new", name, "--template", template)).Ended(2).Error);
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(repository.Root, "models")));
    }
}
