using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Modelyard.Images.Registry.Credentials;

/// <summary>Asks a program <c>docker-credential-&lt;name&gt;</c> for a login: <c>get</c>, the registry on its standard input, JSON on its output.</summary>
/// <remarks>Docker's credential helper protocol.</remarks>
internal static class CredentialHelper
{
    // How helpers say that nobody is logged in; that is no failure.
    private const string NotFound = "credentials not found";

    // As a user's name: the secret is an identity token.
    private const string TokenUser = "<token>";

    public static async Task<Credential?> GetAsync(string name, string registry, string file, CancellationToken cancellation)
    {
        var program = "docker-credential-" + name;
        var failure = $"`echo {registry} | {program} get`, named by {file}";
        if (name.Contains('/', StringComparison.Ordinal)) throw RegistryCodes.HelperFailed.Failure($"{failure}: '{name}' is not the name of a helper");
        var start = new ProcessStartInfo(program, ["get"]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = new Process { StartInfo = start };
        try
        {
            process.Start();
        }
        catch (Win32Exception missing)
        {
            throw RegistryCodes.HelperFailed.Failure($"{failure}: {missing.Message}");
        }

        using var stopping = cancellation.Register(() => process.Kill(entireProcessTree: true));
        var output = process.StandardOutput.ReadToEndAsync(cancellation);
        var errors = process.StandardError.ReadToEndAsync(cancellation);
        try
        {
            await process.StandardInput.WriteAsync(registry.AsMemory(), cancellation);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading; how says its exit code.
        }

        await process.WaitForExitAsync(cancellation);
        var said = (await output).Trim();
        if (process.ExitCode != 0)
        {
            return said.Contains(NotFound, StringComparison.OrdinalIgnoreCase) ? null
                : throw RegistryCodes.HelperFailed.Failure($"{failure}: exit code {process.ExitCode}: {(said.Length > 0 ? said : (await errors).Trim())}");
        }

        return Read(said) ?? throw RegistryCodes.HelperFailed.Failure($"{failure}: expected a JSON object with Username and Secret");
    }

    private static Credential? Read(string text)
    {
        try
        {
            var document = JsonNode.Parse(text) as JsonObject;
            return document?["Username"]?.GetValue<string>() is { } user && document["Secret"]?.GetValue<string>() is { } secret
                ? user == TokenUser ? new Credential(user, null, secret) : new Credential(user, secret)
                : null;
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
