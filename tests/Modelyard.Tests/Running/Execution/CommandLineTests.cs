using CsCheck;
using Modelyard.Running.Execution;

namespace Modelyard.Tests.Running.Execution;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("python3 -m scale", "python3|-m|scale")]
    [InlineData("  sh \t -c  'echo a  b' ", "sh|-c|echo a  b")]
    [InlineData("a \"b c\"d 'e'f", "a|b cd|ef")]
    [InlineData("a '' \"\"", "a||")]
    [InlineData("it\\'s \"it's\" 'say \"x\"'", "it's|it's|say \"x\"")]
    [InlineData("a\\ b \"c\\\"d\" 'e\\f'", "a b|c\"d|e\\f")]
    [InlineData("echo $HOME; ls > x | y", "echo|$HOME;|ls|>|x|\\||y")]
    [InlineData("", "")]
    public void Splits_at_spaces_and_groups_by_quotes(string line, string words) =>
        Assert.Equal(words == "" ? [] : words.Replace("\\|", "\0").Split('|').Select(word => word.Replace('\0', '|')), CommandLine.Split(line));

    [Fact]
    public void Words_in_quotes_come_back_as_they_were() => Gen.Char["ab '\"\\$\n|é"].Array[0, 6].Select(letters => new string(letters)).Array[1, 5].Sample(words =>
    {
        var line = string.Join(' ', words.Select(word => $"\"{word.Replace("\\", "\\\\").Replace("\"", "\\\"")}\""));
        return CommandLine.Split(line).SequenceEqual(words);
    });
}
