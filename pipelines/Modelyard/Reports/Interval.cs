namespace Modelyard.Reports;

/// <summary>An interval that holds the true figure in 95 of 100 samples of evaluation rows.</summary>
public readonly record struct Interval(double Low, double High)
{
    /// <summary>Whether it lies wholly on one side of nought: the difference is more than chance.</summary>
    public bool ExcludesZero => Low > 0 || High < 0;
}
