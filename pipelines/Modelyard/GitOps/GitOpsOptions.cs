namespace Modelyard.GitOps;

/// <summary>What a pass works on.</summary>
/// <param name="Branch">The main branch, whose commits are versioned and released.</param>
/// <param name="Environment">The environment whose releases are proposed, and deployed where it is on a cluster.</param>
/// <param name="Registry">Where versions are pushed; <see langword="null"/>: the layout in the store.</param>
public sealed record GitOpsOptions(string Branch, string Environment, string? Registry);
