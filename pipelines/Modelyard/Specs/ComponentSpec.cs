using System.Text.Json;

namespace Modelyard.Specs;

/// <summary>A reusable step: <c>pipelines/Components/&lt;name&gt;/component.yaml</c>.</summary>
public sealed record ComponentSpec
{
    /// <summary>The component's name, equal to its folder's.</summary>
    [Form(TextForm.Name)]
    public required string Name { get; init; }

    /// <summary>source, union, split, transform, estimator, report or export.</summary>
    [OneOf("source", "union", "split", "transform", "estimator", "report", "export")]
    public required string Kind { get; init; }

    /// <summary>One sentence for the catalogue.</summary>
    public required string Description { get; init; }

    /// <summary>Port → what it takes.</summary>
    [Form(TextForm.Port)]
    public IReadOnlyDictionary<string, PortSpec> Inputs { get; init; } = new Dictionary<string, PortSpec>();

    /// <summary>Port → what it gives. <c>state</c> and <c>onnx</c> are implied by <see cref="Kind"/> and <see cref="Serves"/>.</summary>
    [Form(TextForm.Port)]
    public IReadOnlyDictionary<string, PortSpec> Outputs { get; init; } = new Dictionary<string, PortSpec>();

    /// <summary>Parameter → type, default and range.</summary>
    [Form(TextForm.Parameter)]
    public IReadOnlyDictionary<string, ParameterSpec> Parameters { get; init; } = new Dictionary<string, ParameterSpec>();

    /// <summary>The runtime that it runs on.</summary>
    public required string Runtime { get; init; }

    /// <summary>The command line, split at spaces; quotes group.</summary>
    public required string Run { get; init; }

    /// <summary>How a fitted step answers; left out where it never serves.</summary>
    public ServesSpec? Serves { get; init; }

    /// <summary>
    /// The metrics that a step writes. Where all reports of a pipeline say so, a gate on another metric is found before training.
    /// </summary>
    [Form(TextForm.Metric)]
    public IReadOnlyList<string> Metrics { get; init; } = [];

    /// <summary>Sources only: a command that prints one line which changes when the data does.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>Sources only: host files (paths or globs) that it reads; their content is part of the key.</summary>
    public IReadOnlyList<string> Reads { get; init; } = [];

    /// <summary>Sources only: whether it reaches data over the network. In a container no other step has one. Defaults to false.</summary>
    public bool Network { get; init; }

    /// <summary>Sources only: host files that must be there, and the package that brings them.</summary>
    public IReadOnlyList<DataPackageSpec> Data { get; init; } = [];

    /// <summary>What the component can use; a step may override it. Never part of the key.</summary>
    public ResourcesSpec Resources { get; init; } = new();

    /// <summary>A step is stopped after this long. Defaults to 1 hour.</summary>
    public Duration Timeout { get; init; } = Duration.FromSeconds(3600);

    /// <summary>Whether two runs may give different bytes; then only the first run's output is ever used.</summary>
    public bool Nondeterministic { get; init; }
}

/// <summary>What a port takes or gives. A bare name in YAML stands for <see cref="Type"/>.</summary>
[Shorthand(nameof(Type))]
public sealed record PortSpec
{
    /// <summary>The artifact's type: rows, matrix, labels, targets, predictions, report, choice, onnx, onnx-model.</summary>
    [OneOf("rows", "matrix", "labels", "targets", "predictions", "report", "choice", "onnx", "onnx-model")]
    public required string Type { get; init; }

    /// <summary>One sentence for the catalogue.</summary>
    public string Description { get; init; } = "";

    /// <summary>Predictions: what each of them is: a class with scores (classes), a number (values) or the nearest items of a catalogue (neighbours). Defaults to classes.</summary>
    [OneOf("classes", "values", "neighbours")]
    public string? Answers { get; init; }

    /// <summary>Inputs: takes a list. Defaults to false.</summary>
    public bool Many { get; init; }

    /// <summary>Inputs: may be left out. Defaults to false.</summary>
    public bool Optional { get; init; }

    /// <summary>Inputs: there in training only, so that no server is given it; labels and targets are so anyway. Defaults to false.</summary>
    public bool Training { get; init; }

    /// <summary>Rows: the columns that an input needs or a source's output has.</summary>
    [Form(TextForm.Column)]
    public IReadOnlyDictionary<string, FieldSpec> Columns { get; init; } = new Dictionary<string, FieldSpec>();

    /// <summary>Rows given by a source: the parameter of type <c>fields</c> that says which columns they have.</summary>
    public string? ColumnsFrom { get; init; }

    /// <summary>Rows given: the input port whose columns they keep.</summary>
    public string? Passes { get; init; }

    /// <summary>Rows given: columns added to those passed; <c>$into</c> stands for the value of the parameter <c>into</c>.</summary>
    [Form(TextForm.AddedColumn)]
    public IReadOnlyDictionary<string, FieldSpec> Adds { get; init; } = new Dictionary<string, FieldSpec>();
}

/// <summary>A setting of a component.</summary>
public sealed record ParameterSpec
{
    /// <summary>
    /// string, integer, number, boolean, list, column (the name of one), columns, fields (column → type); sources only: file (in the
    /// model's folder, or an absolute path of the host; its content is part of the key) or variable (the name of an environment variable
    /// that holds a secret).
    /// </summary>
    [OneOf("string", "integer", "number", "boolean", "list", "column", "columns", "fields", "file", "variable")]
    public required string Type { get; init; }

    /// <summary>One sentence for the catalogue.</summary>
    public string Description { get; init; } = "";

    /// <summary>The value where a step gives none; <c>null</c> is “not set”.</summary>
    public JsonElement? Default { get; init; }

    /// <summary>Whether a step must give a value. Defaults to false.</summary>
    public bool Required { get; init; }

    /// <summary>The least number, or the least length of a list.</summary>
    public double? Minimum { get; init; }

    /// <summary>The greatest number, or the greatest length of a list.</summary>
    public double? Maximum { get; init; }

    /// <summary>The only values accepted.</summary>
    public IReadOnlyList<JsonElement> Choices { get; init; } = [];

    /// <summary>The type of a list's items, or of the columns that may be named.</summary>
    [OneOf("string", "number", "integer", "boolean", "image")]
    public string? Of { get; init; }
}

/// <summary>How a fitted step answers when it serves.</summary>
public sealed record ServesSpec
{
    /// <summary>The Python module with <c>transform</c> or <c>predict</c>.</summary>
    [Form(TextForm.Module)]
    public string? Python { get; init; }

    /// <summary>Whether the step leaves an ONNX fragment.</summary>
    public bool Onnx { get; init; }

    /// <summary>Estimators on .NET: whether the state is a model that ML.NET saved, which answers by itself.</summary>
    public bool Mlnet { get; init; }

    /// <summary>Estimators: whether the state is a SavedModel, which TensorFlow Serving computes.</summary>
    public bool Tensorflow { get; init; }

    /// <summary>Estimators: fields by which an instance may ask in the place of what goes through the chain. A signature chooses among them.</summary>
    [Form(TextForm.Column)]
    public IReadOnlyDictionary<string, FieldSpec> Queries { get; init; } = new Dictionary<string, FieldSpec>();

    /// <summary>Estimators: fields of an instance that go straight to it, whatever it is asked by.</summary>
    [Form(TextForm.Column)]
    public IReadOnlyDictionary<string, FieldSpec> Options { get; init; } = new Dictionary<string, FieldSpec>();
}

/// <summary>Data that a package of Debian or Ubuntu brings.</summary>
public sealed record DataPackageSpec
{
    /// <summary>A path or glob on the host that exists once the data is there.</summary>
    public required string File { get; init; }

    /// <summary>The package of Debian and Ubuntu.</summary>
    public required string Debian { get; init; }

    /// <summary>Whether the package only tells apt what to fetch, so that <c>apt-get update</c> must follow. Defaults to false.</summary>
    public bool Refresh { get; init; }
}
