using System.Collections.Immutable;

namespace Modelyard.Traffic;

/// <summary>A model that is live: its arms, and the salt that deals subjects to them.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Salt">Mixed into every subject's hash; the model's name unless its release says otherwise.</param>
/// <param name="Arms">At least one, names unique.</param>
public sealed record ModelRoute(string Model, string Salt, ImmutableArray<Arm> Arms)
{
    /// <summary>The arm that this subject belongs to; <see langword="null"/> when every weight is 0.</summary>
    public Arm? ArmOf(string subject) => ArmChooser.Choose(Salt, Arms, subject);

    /// <summary>
    /// The arm that a request asks for by an arm's name (<c>b</c>), a version's name (<c>dev3</c>, <c>v7</c>) or an identity
    /// (<c>sha256:…</c>), in this order; <see langword="null"/> when nothing live is called so.
    /// </summary>
    public Arm? Pinned(string reference) =>
        Arms.FirstOrDefault(arm => arm.Name == reference)
        ?? Arms.FirstOrDefault(arm => arm.Version == reference)
        ?? Arms.FirstOrDefault(arm => arm.Identity.ToString() == reference);
}
