using Modelyard.Diagnostics;

namespace Modelyard.Specs.Validation.Components;

/// <summary>The commands can be split into words.</summary>
internal sealed class CommandValidator : ISpecValidator<ComponentReview>
{
    public IEnumerable<Diagnostic> Validate(ComponentReview component) =>
        from command in new[] { (Key: "run", Text: component.Spec.Run), (Key: "fingerprint", Text: component.Spec.Fingerprint) }
        where command.Text is not null
        let problem = CommandText.Problem(command.Text)
        where problem is not null
        select SpecCodes.CommandLine.Error(component.Source.ValueAt(command.Key), $"{command.Key}: the command line {problem}");
}
