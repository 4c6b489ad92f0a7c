namespace Modelyard.Planning;

/// <summary>Whose file a path is.</summary>
internal enum OwnerKind
{
    None,
    Model,
    Component,
    Runtime,
    Program,
    Environments,
}

/// <summary>The folder that a file belongs to.</summary>
internal readonly record struct ChangeOwner(OwnerKind Kind, string Name)
{
    /// <summary>The owner of a path relative to the root; files beside those folders (schemas, say) have none.</summary>
    public static ChangeOwner Of(string path) => path.Split('/') switch
    {
        ["models", var model, _, ..] => new(OwnerKind.Model, model),
        ["pipelines", "Components", var component, _, ..] => new(OwnerKind.Component, component),
        ["pipelines", "Runtimes", var runtime, _, ..] => new(OwnerKind.Runtime, runtime),
        ["pipelines", "environments.yaml"] => new(OwnerKind.Environments, ""),
        ["pipelines", var program, _, ..] and not [_, "Components" or "Runtimes", ..] => new(OwnerKind.Program, program),
        _ => new(OwnerKind.None, ""),
    };
}
