using System.Text;

namespace Modelyard.Running.Execution;

/// <summary>Splits a command line of a spec into program and arguments: at spaces, with quotes grouping. No shell takes part.</summary>
public static class CommandLine
{
    /// <summary>The words; quotes of either kind are removed, a backslash keeps the character after it.</summary>
    public static IReadOnlyList<string> Split(string line)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var (quote, open) = ('\0', false);
        for (var i = 0; i < line.Length; i++)
        {
            var letter = line[i];
            if (letter == '\\' && quote != '\'' && i + 1 < line.Length) word.Append(line[++i]);
            else if (quote != '\0' && letter == quote) quote = '\0';
            else if (quote == '\0' && letter is '"' or '\'') (quote, open) = (letter, true);
            else if (quote == '\0' && char.IsWhiteSpace(letter)) Finish();
            else word.Append(letter);
        }

        Finish();
        return words;

        void Finish()
        {
            if (word.Length > 0 || open) words.Add(word.ToString());
            word.Clear();
            open = false;
        }
    }
}
