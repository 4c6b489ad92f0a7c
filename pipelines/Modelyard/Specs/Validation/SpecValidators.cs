using Modelyard.Specs.Reading;
using Modelyard.Specs.Validation.Components;
using Modelyard.Specs.Validation.Environments;
using Modelyard.Specs.Validation.Images;
using Modelyard.Specs.Validation.Models;
using Modelyard.Specs.Validation.Releases;
using Modelyard.Specs.Validation.Runtimes;

namespace Modelyard.Specs.Validation;

/// <summary>Every check of specs, by what it looks at.</summary>
internal static class SpecValidators
{
    public static IReadOnlyList<ISpecValidator<SpecReading<EnvironmentsSpec>>> Environments { get; } = [new EnvironmentsValidator()];

    public static IReadOnlyList<ISpecValidator<RuntimeReview>> Runtimes { get; } =
        [new RuntimeNameValidator(), new ExtendsValidator(), new RuntimeDetailValidator()];

    public static IReadOnlyList<ISpecValidator<RuntimeReview>> RuntimeParts { get; } = [new RuntimeNameValidator()];

    public static IReadOnlyList<ISpecValidator<ComponentReview>> Components { get; } =
    [
        new ComponentNameValidator(), new KindValidator(), new PortDetailValidator(), new ParameterSpecValidator(), new SourceValidator(),
        new CommandValidator(), new RuntimeReferenceValidator(), new CSharpValidator(), new ServesValidator(),
    ];

    public static IReadOnlyList<ISpecValidator<ImagesReview>> Images { get; } = [new BaseValidator(), new RuntimeBaseValidator()];

    /// <summary>Those that look at one part at a time: all that can be said of a component whose other parts have errors.</summary>
    public static IReadOnlyList<ISpecValidator<ComponentReview>> ComponentParts { get; } =
        [new ComponentNameValidator(), new ParameterSpecValidator(), new CommandValidator()];

    public static IReadOnlyList<ISpecValidator<ModelReview>> Models { get; } =
        [new ModelNameValidator(), new OwnerValidator(), new SignatureValidator(), new GateValidator(), new SamplesValidator(), new RequirementsValidator(), new AptValidator()];

    public static IReadOnlyList<ISpecValidator<CandidateReview>> Candidates { get; } =
    [
        new ComponentReferenceValidator(), new ModelCallValidator(), new PortValidator(), new WiringValidator(), new CycleValidator(), new SplitValidator(), new UnionValidator(),
        new ParameterValidator(), new FileValidator(), new SearchValidator(), new ColumnValidator(),
        new ServingRuntimeValidator(), new ReplicasValidator(), new EstimatorValidator(), new ChainValidator(), new NamesakeValidator(), new InstanceValidator(), new AskedFieldValidator(), new PredictionValidator(),
    ];

    public static IReadOnlyList<ISpecValidator<ReleaseReview>> Releases { get; } =
        [new EnvironmentReferenceValidator(), new ArmValidator(), new PinValidator(), new WeightValidator()];

    public static IReadOnlyList<ISpecValidator<SpecReading<LedgerSpec>>> Ledgers { get; } = [new LedgerValidator()];
}
