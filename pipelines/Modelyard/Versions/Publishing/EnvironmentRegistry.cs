using Modelyard.Diagnostics;
using Modelyard.Images.Registry;
using Modelyard.Specs;

namespace Modelyard.Versions.Publishing;

/// <summary>The registry of an environment, by the environment's name.</summary>
internal static class EnvironmentRegistry
{
    /// <exception cref="YardException">YARD8021: there is no such environment, or it has no registry.</exception>
    public static string Of(EnvironmentsSpec all, string name)
    {
        var environments = all.Environments;
        if (environments.TryGetValue(name, out var environment) && environment.Registry is { } registry) return registry;
        var known = environments.Where(pair => pair.Value.Registry is not null).Select(pair => pair.Key).ToList();
        throw RegistryCodes.NotAReference.Failure(
            environment is null ? $"'{name}' is neither registry/path, nor oci:FOLDER, nor one of the environments {string.Join(", ", known)}" : $"the environment '{name}' has no registry",
            NearestName.Hint(name, known));
    }
}
