using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Modelyard.Specs.Yaml;

/// <summary>
/// The parser's events. At some malformed texts YamlDotNet's scanner throws whatever its state leads to; here that becomes a
/// syntax error too.
/// </summary>
internal sealed class YamlEvents : IParser
{
    private readonly Scanner _scanner;
    private readonly Parser _parser;

    public YamlEvents(string text)
    {
        _scanner = new Scanner(new StringReader(text), skipComments: true);
        _parser = new Parser(_scanner);
    }

    public ParsingEvent? Current => _parser.Current;

    public bool MoveNext()
    {
        try
        {
            return _parser.MoveNext();
        }
        catch (Exception exception) when (exception is not YamlException)
        {
            var at = _scanner.CurrentPosition;
            throw new SyntaxErrorException(at, at, "something is not closed, or a key has no value");
        }
    }
}
