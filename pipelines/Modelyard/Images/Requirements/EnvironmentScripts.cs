namespace Modelyard.Images.Requirements;

/// <summary>What Python is asked for a model's environment.</summary>
internal static class EnvironmentScripts
{
    /// <summary>
    /// Takes a folder and makes an environment in it that sees all that the running Python sees. A Python that is itself in a virtual environment gives its packages
    /// by a .pth file, since the standard module would give those of the Python below it. pip is taken from there too, or from ensurepip.
    /// </summary>
    public const string Make = """
        import importlib.util, os, site, sys, venv

        folder = sys.argv[1]
        nested = sys.prefix != sys.base_prefix
        with_pip = importlib.util.find_spec("pip") is None
        if with_pip and importlib.util.find_spec("ensurepip") is None:
            sys.exit("no pip")
        places = [place for place in site.getsitepackages() if os.path.isdir(place)]
        venv.EnvBuilder(system_site_packages=not nested, clear=True, symlinks=os.name != "nt", with_pip=with_pip).create(folder)
        if nested:
            own = os.path.join(folder, "Lib", "site-packages") if os.name == "nt" else os.path.join(folder, "lib", "python%d.%d" % sys.version_info[:2], "site-packages")
            with open(os.path.join(own, "modelyard-runtime.pth"), "w") as lines:
                lines.writelines("import site; site.addsitedir(%r)\n" % place for place in places)
        """;

    /// <summary>
    /// Takes <c>{"own": [names], "runtime": [names]}</c> and prints <see cref="InstalledPackages"/>: what the model's own packages need, and what those of
    /// the runtime need of the model's own.
    /// </summary>
    public const string Probe = """
        import json, re, sys
        from importlib import metadata
        try:
            from packaging.requirements import Requirement
        except ImportError:
            from pip._vendor.packaging.requirements import Requirement

        def normalised(name):
            return re.sub(r"[-_.]+", "-", name).lower()

        request = json.loads(sys.argv[1])
        own = set(request["own"])
        found = {}
        for distribution in metadata.distributions():
            # The first on the path is what an import finds.
            name = distribution.metadata["Name"]
            if name:
                found.setdefault(normalised(name), distribution)

        unmet = []
        for name in sorted(own) + sorted(set(request["runtime"]) - own):
            distribution = found.get(name)
            for line in (distribution.requires or []) if distribution else []:
                need = Requirement(line)
                if need.marker is not None and not need.marker.evaluate({"extra": ""}):
                    continue
                needed = normalised(need.name)
                if name not in own and needed not in own:
                    continue
                version = found[needed].version if needed in found else None
                if version is None or not need.specifier.contains(version, prereleases=True):
                    unmet.append({"package": name, "version": distribution.version, "needs": need.name + str(need.specifier), "name": needed, "found": version})
        print(json.dumps({"packages": {name: found[name].version for name in sorted(own) if name in found}, "unmet": unmet}))
        """;
}
