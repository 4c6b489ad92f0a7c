using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace Modelyard.Dashboard.Html;

/// <summary>
/// A page being written. It takes interpolated strings alone, and encodes whatever is interpolated: what comes from a spec, a store or
/// a client cannot become markup, in text or in a quoted attribute.
/// </summary>
internal sealed class HtmlText
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    private readonly StringBuilder _text = new();

    /// <summary>Adds markup, its holes encoded.</summary>
    public HtmlText Add([InterpolatedStringHandlerArgument("")] ref Markup markup)
    {
        _ = markup;
        return this;
    }

    /// <summary>Adds markup if there is reason to.</summary>
    public HtmlText AddIf(bool condition, [InterpolatedStringHandlerArgument("", nameof(condition))] ref Markup markup)
    {
        _ = condition;
        _ = markup;
        return this;
    }

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();

    /// <summary>The compiler's hands: literals go through, values are encoded.</summary>
    [InterpolatedStringHandler]
    internal readonly ref struct Markup
    {
        private readonly StringBuilder? _text;

        public Markup(int literalLength, int formattedCount, HtmlText html)
        {
            _ = (literalLength, formattedCount);
            _text = html._text;
        }

        public Markup(int literalLength, int formattedCount, HtmlText html, bool condition, out bool wanted)
        {
            _ = (literalLength, formattedCount);
            _text = html._text;
            wanted = condition;
        }

        public void AppendLiteral(string markup) => _text!.Append(markup);

        public void AppendFormatted(string? value)
        {
            if (value is not null) _text!.Append(Encoder.Encode(value));
        }

        public void AppendFormatted<T>(T value, string? format = null) =>
            AppendFormatted(value is IFormattable formattable ? formattable.ToString(format, CultureInfo.InvariantCulture) : value?.ToString());
    }
}
