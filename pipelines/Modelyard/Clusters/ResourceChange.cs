namespace Modelyard.Clusters;

/// <summary>What happened to an object.</summary>
public enum ChangeKind
{
    /// <summary>It is there: it was listed first, or made since.</summary>
    Added,

    /// <summary>It is another than before.</summary>
    Modified,

    /// <summary>It is gone, or no longer matches the selector; the object is the last that was seen.</summary>
    Deleted,
}

/// <summary>One change of one object.</summary>
public sealed record ResourceChange<T>(ChangeKind Kind, T Object);
