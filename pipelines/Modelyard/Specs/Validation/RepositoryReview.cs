using Modelyard.Diagnostics;
using Modelyard.Specs.Reading;
using Modelyard.Specs.Validation.Components;
using Modelyard.Specs.Validation.Images;
using Modelyard.Specs.Validation.Models;
using Modelyard.Specs.Validation.Releases;
using Modelyard.Specs.Validation.Runtimes;

namespace Modelyard.Specs.Validation;

/// <summary>All specs of a repository, validated in the order in which they refer to each other.</summary>
internal sealed record RepositoryReview(
    Reviewed<EnvironmentsSpec> Environments,
    Catalogue<RuntimeSpec> Runtimes,
    Catalogue<ComponentSpec> Components,
    Catalogue<ModelSpec> Models,
    IReadOnlyList<Reviewed<ReleaseSpec>> Releases,
    IReadOnlyList<Reviewed<LedgerSpec>> Ledgers,
    IReadOnlyList<Reviewed<ImagesSpec>> Images)
{
    /// <summary>Validates what was read; models in parallel.</summary>
    public static RepositoryReview Of(RepositoryFiles files)
    {
        var environments = Review(files.Environments, reading => Check(SpecValidators.Environments, reading));
        var runtimesByName = files.Runtimes.ToDictionary(runtime => runtime.Name);
        var runtimes = Each(files.Runtimes, reading => CheckRuntime(new RuntimeReview(files.Root, reading, runtimesByName)));
        var components = Each(files.Components, reading => CheckComponent(new ComponentReview(files.Root, reading, runtimes)));
        var modelsByName = files.Models.ToDictionary(model => model.Name);
        var models = Each(files.Models, reading => CheckModel(new ModelReview(files.Root, reading, components, runtimes, modelsByName, files.Environments)));
        var candidates = files.Models.ToDictionary(model => model.Name, CandidatesOf);
        var ledgers = files.Ledgers.Select(reading => Review(reading, one => Check(SpecValidators.Ledgers, one))).ToList();
        var numbers = ledgers.Where(ledger => ledger.Sound).ToDictionary(ledger => ledger.Reading.Name, ledger => ledger.Reading.Spec!);
        var releases = files.Releases
            .AsParallel()
            .AsOrdered()
            .Select(reading => Review(reading, one => CheckRelease(one, files.Environments, candidates, numbers)))
            .ToList();
        var images = files.Images.Select(reading => Review(reading, one => Check(SpecValidators.Images, new ImagesReview(one, runtimesByName)))).ToList();
        return new RepositoryReview(environments, runtimes, components, models, releases, ledgers, images);
    }

    /// <summary>The name of the model that a release is for.</summary>
    public static string ModelOf(SpecReading<ReleaseSpec> release) => release.Folder.Split('/')[1];

    /// <summary>Everything found, in order of file, line and column.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics => [.. Environments.Diagnostics
        .Concat(Runtimes.All.SelectMany(runtime => runtime.Diagnostics))
        .Concat(Images.SelectMany(images => images.Diagnostics))
        .Concat(Components.All.SelectMany(component => component.Diagnostics))
        .Concat(Models.All.SelectMany(model => model.Diagnostics))
        .Concat(Releases.SelectMany(release => release.Diagnostics))
        .Concat(Ledgers.SelectMany(ledger => ledger.Diagnostics))
        .Distinct()
        .OrderBy(diagnostic => diagnostic.Where?.File, StringComparer.Ordinal)
        .ThenBy(diagnostic => diagnostic.Where?.Line)
        .ThenBy(diagnostic => diagnostic.Where?.Column)
        .ThenBy(diagnostic => diagnostic.Code.Id, StringComparer.Ordinal)
        .ThenBy(diagnostic => diagnostic.Message, StringComparer.Ordinal)];

    private static Catalogue<T> Each<T>(IReadOnlyList<SpecReading<T>> readings, Func<SpecReading<T>, IEnumerable<Diagnostic>> check)
        where T : class => new(readings.AsParallel().AsOrdered().Select(reading => Review(reading, check)));

    private static Reviewed<T> Review<T>(SpecReading<T> reading, Func<SpecReading<T>, IEnumerable<Diagnostic>> check)
        where T : class => new(reading, reading.Spec is null ? reading.Diagnostics : [.. reading.Diagnostics, .. check(reading)]);

    private static IEnumerable<Diagnostic> CheckRuntime(RuntimeReview runtime) =>
        Check(runtime.Reading.Sound ? SpecValidators.Runtimes : SpecValidators.RuntimeParts, runtime);

    private static IEnumerable<Diagnostic> CheckComponent(ComponentReview component) =>
        Check(component.Reading.Sound ? SpecValidators.Components : SpecValidators.ComponentParts, component);

    private static IEnumerable<Diagnostic> CheckModel(ModelReview model)
    {
        var candidates = model.Candidates.SelectMany(candidate => Check(SpecValidators.Candidates, candidate)).ToList();
        var contradictsData = candidates.Exists(diagnostic => diagnostic.Code == SpecCodes.InstanceColumn);

        // A signature that contradicts the data is one mistake: samples that fit the data are none.
        return Check(SpecValidators.Models, model)
            .Where(diagnostic => !(contradictsData && diagnostic.Code == SpecCodes.SampleField))
            .Concat(candidates);
    }

    private static IEnumerable<Diagnostic> CheckRelease(
        SpecReading<ReleaseSpec> reading, SpecReading<EnvironmentsSpec> environments, Dictionary<string, IReadOnlyList<string>?> candidates, Dictionary<string, LedgerSpec> ledgers)
    {
        var model = ModelOf(reading);
        return Check(SpecValidators.Releases, new ReleaseReview(reading, environments, model, candidates.GetValueOrDefault(model), ledgers.GetValueOrDefault(model)));
    }

    private static IReadOnlyList<string>? CandidatesOf(SpecReading<ModelSpec> model)
    {
        var names = model.Source.KeysAt("candidates").ToList();
        return names.Count == 0 ? null : names;
    }

    private static IEnumerable<Diagnostic> Check<T>(IEnumerable<ISpecValidator<T>> validators, T subject) =>
        validators.SelectMany(validator => validator.Validate(subject));
}
