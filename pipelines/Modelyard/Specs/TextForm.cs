using System.Text.RegularExpressions;

namespace Modelyard.Specs;

/// <summary>The forms that texts in specs take.</summary>
internal enum TextForm
{
    /// <summary>Models, candidates, steps, arms, components, runtimes, environments: part of paths, image names and DNS labels.</summary>
    Name,

    /// <summary>Ports of a component.</summary>
    Port,

    /// <summary>Parameters of a component; upper case as in the field's own notation (<c>C</c>).</summary>
    Parameter,

    /// <summary>Fields of an instance and columns of rows: names of files and of ONNX inputs.</summary>
    Column,

    /// <summary>A column's name, or <c>$parameter</c> for a parameter's value.</summary>
    AddedColumn,

    /// <summary>Metrics of a step.</summary>
    Metric,

    /// <summary>Environment variables.</summary>
    Variable,

    /// <summary>The version of a package.</summary>
    PackageVersion,

    /// <summary>A version of a model, pinned or not.</summary>
    ModelVersion,

    /// <summary>The number of a version.</summary>
    VersionNumber,

    /// <summary>A SHA-256 digest.</summary>
    Digest,

    /// <summary>The id of a commit.</summary>
    Commit,

    /// <summary>A Python module.</summary>
    Module,

    /// <summary>One output of one step.</summary>
    Reference,
}

/// <summary>What a form looks like: to check, for JSON schema, and in words.</summary>
internal sealed partial record TextFormRule(Regex Pattern, string Words)
{
    public bool Fits(string text) => Pattern.IsMatch(text);

    public static TextFormRule Of(TextForm form) => form switch
    {
        TextForm.Name => new(Name(), "a name: lower-case letters, digits and inner hyphens, a letter first, at most 40"),
        TextForm.Port => new(Name(), "a port's name: lower-case letters, digits and inner hyphens, a letter first, at most 40"),
        TextForm.Parameter => new(Parameter(), "a parameter's name: letters, digits and inner hyphens, a letter first, at most 40"),
        TextForm.Column => new(Column(), "a column's name: letters, digits, underscores and inner hyphens, no digit first, at most 64"),
        TextForm.AddedColumn => new(AddedColumn(), "a column's name, or '$' and the name of a parameter that holds it"),
        TextForm.Metric => new(Name(), "a metric's name: lower-case letters, digits and inner hyphens, a letter first, at most 40"),
        TextForm.Variable => new(Variable(), "a variable's name: letters, digits and underscores, no digit first"),
        TextForm.PackageVersion => new(PackageVersion(), "a version in quotes, such as \"1.24\""),
        TextForm.ModelVersion => new(ModelVersion(), "a version: v7@sha256:…, v7 or dev3"),
        TextForm.VersionNumber => new(VersionNumber(), "the number of a version: v1, v2, …"),
        TextForm.Digest => new(Digest(), "a digest: sha256: and 64 hexadecimal digits"),
        TextForm.Commit => new(Commit(), "a commit's id of 40 or 64 hexadecimal digits"),
        TextForm.Module => new(Module(), "a Python module, such as picture_scale"),
        _ => new(Reference(), "step.output"),
    };

    [GeneratedRegex(@"^(?=.{1,40}$)[a-z][a-z0-9]*(-[a-z0-9]+)*$", RegexOptions.CultureInvariant)]
    private static partial Regex Name();

    [GeneratedRegex(@"^(?=.{1,40}$)[A-Za-z][A-Za-z0-9]*(-[A-Za-z0-9]+)*$", RegexOptions.CultureInvariant)]
    private static partial Regex Parameter();

    [GeneratedRegex(@"^(?=.{1,64}$)[A-Za-z_][A-Za-z0-9_]*(-[A-Za-z0-9_]+)*$", RegexOptions.CultureInvariant)]
    private static partial Regex Column();

    [GeneratedRegex(@"^\$?(?=.{1,64}$)[A-Za-z_][A-Za-z0-9_]*(-[A-Za-z0-9_]+)*$", RegexOptions.CultureInvariant)]
    private static partial Regex AddedColumn();

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_]*$", RegexOptions.CultureInvariant)]
    private static partial Regex Variable();

    [GeneratedRegex(@"^[0-9]+(\.[0-9]+){0,3}$", RegexOptions.CultureInvariant)]
    private static partial Regex PackageVersion();

    [GeneratedRegex(@"^(v|dev)[1-9][0-9]{0,8}(@sha256:[0-9a-f]{64})?$", RegexOptions.CultureInvariant)]
    private static partial Regex ModelVersion();

    [GeneratedRegex(@"^v[1-9][0-9]{0,8}$", RegexOptions.CultureInvariant)]
    private static partial Regex VersionNumber();

    [GeneratedRegex(@"^sha256:[0-9a-f]{64}$", RegexOptions.CultureInvariant)]
    private static partial Regex Digest();

    [GeneratedRegex(@"^([0-9a-f]{40}|[0-9a-f]{64})$", RegexOptions.CultureInvariant)]
    private static partial Regex Commit();

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*$", RegexOptions.CultureInvariant)]
    private static partial Regex Module();

    [GeneratedRegex(@"^[a-z][a-z0-9-]*\.[a-z][a-z0-9-]*$", RegexOptions.CultureInvariant)]
    private static partial Regex Reference();
}
