namespace Modelyard.ModelServer.Instances;

/// <summary>Where in a request a value stands; turned into text only for a message.</summary>
internal readonly record struct Place(int Instance, string Field)
{
    public override string ToString() => $"instances[{Instance}].{Field}";
}
