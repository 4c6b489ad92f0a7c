using Modelyard.Diagnostics;

namespace Modelyard.Specs.Validation;

/// <summary>One concern of one kind of spec. Keeps no state; says everything that is wrong.</summary>
/// <typeparam name="T">What is looked at.</typeparam>
internal interface ISpecValidator<in T>
{
    /// <summary>Everything wrong, in any order.</summary>
    IEnumerable<Diagnostic> Validate(T subject);
}
