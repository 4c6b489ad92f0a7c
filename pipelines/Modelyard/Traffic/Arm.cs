using Modelyard.Content;

namespace Modelyard.Traffic;

/// <summary>One arm of a model's release as it is live: the version that answers, and for how much.</summary>
/// <param name="Name">The arm's name in the release file: <c>a</c>.</param>
/// <param name="Weight">Per cent of the subjects, 0 to 100. An arm of weight 0 answers only who asks for it by name.</param>
/// <param name="Version">The version's name: <c>dev3</c>, <c>v7</c>.</param>
/// <param name="Identity">The version itself. Where it answers is asked of the servers at each request, since a restart moves it.</param>
public sealed record Arm(string Name, double Weight, string Version, Digest Identity);
