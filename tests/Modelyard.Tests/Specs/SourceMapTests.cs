using Modelyard.Specs;

namespace Modelyard.Tests.Specs;

public sealed class SourceMapTests
{
    private readonly SourceMap _map = Read();

    [Fact]
    public void A_key_stands_where_it_is_written() =>
        Assert.Equal("models/shirts/model.yaml:12:7", $"{_map.At("candidates", "forest", "pipeline", "pixels")}");

    [Fact]
    public void A_value_stands_where_it_starts() =>
        Assert.Equal("models/shirts/model.yaml:12:23", $"{_map.ValueAt("candidates", "forest", "pipeline", "pixels", "uses")}");

    [Fact]
    public void An_item_of_a_list_has_its_own_place() =>
        Assert.Equal("models/shirts/model.yaml:14:65", $"{_map.At("candidates", "forest", "pipeline", "both", "inputs", "matrices", "1")}");

    [Fact]
    public void What_is_not_there_stands_at_its_nearest_ancestor() =>
        Assert.Equal("models/shirts/model.yaml:12:7", $"{_map.At("candidates", "forest", "pipeline", "pixels", "timeout")}");

    [Fact]
    public void Without_a_file_everything_stands_at_the_start() =>
        Assert.Equal("x.yaml:1:1", $"{new SourceMap("x.yaml").ValueAt("a", "b")}");

    private static SourceMap Read()
    {
        using var repository = TestRepository.Good();
        return RepositoryReader.Read(repository.Root).Models["shirts"].Source;
    }
}
