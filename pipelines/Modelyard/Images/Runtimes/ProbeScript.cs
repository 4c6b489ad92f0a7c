namespace Modelyard.Images.Runtimes;

/// <summary>
/// What an interpreter is asked. It imports no package: versions come from the metadata that installers leave, presence
/// from the import system's finders, and OpenBLAS is asked itself, since only the loaded library knows its kernel.
/// </summary>
internal static class ProbeScript
{
    /// <summary>
    /// Takes <c>{"packages": [[distribution, module], …], "blas": bool}</c> as its one argument and prints a <see cref="ProbeReport"/>.
    /// </summary>
    public const string Source = """
        import glob, json, os, sys
        from importlib import metadata, util

        def version(distribution, module):
            # A distributor may call it as the module is called, whatever the index does: faiss, there faiss-cpu.
            for name in (distribution, module):
                try:
                    found = metadata.version(name)
                except metadata.PackageNotFoundError:
                    continue
                return found if util.find_spec(module.partition(".")[0]) else None
            return None

        def bundled(module):
            # Where wheels put the libraries that they bring: Linux and Windows, older Linux, macOS.
            spec = util.find_spec(module)
            home = next(iter(spec.submodule_search_locations or []), None) if spec else None
            if home is None:
                return []
            folders = (home + ".libs", os.path.join(home, ".libs"), os.path.join(home, ".dylibs"))
            return sorted(path for folder in folders for path in glob.glob(os.path.join(folder, "*openblas*")))

        def ask(library, name):
            # Wheels rename OpenBLAS's functions so that two copies can live in one process.
            import ctypes
            for pattern in ("openblas_{}", "openblas_{}64_", "scipy_openblas_{}", "scipy_openblas_{}64_"):
                function = getattr(library, pattern.format(name), None)
                if function is not None:
                    function.restype = ctypes.c_char_p
                    return function().decode()
            return None

        def blas():
            import ctypes
            own = bundled("numpy")
            libraries = []
            for name in own or ("libblas.so.3", "liblapack.so.3"):
                try:
                    libraries.append(ctypes.CDLL(name))
                except OSError:
                    pass
            files = own + bundled("scipy")
            if not own and os.path.exists("/proc/self/maps"):
                with open("/proc/self/maps") as maps:
                    paths = {line.split(None, 5)[5].strip() for line in maps if "/" in line}
                files += sorted(p for p in paths if any(word in os.path.basename(p) for word in ("blas", "lapack", "mkl", "atlas")))
            if not libraries:
                return None
            config, core = (ask(libraries[0], name) for name in ("get_config", "get_corename"))
            return {"config": config, "core": core, "files": files}

        request = json.loads(sys.argv[1])
        packages = {d: version(d, m) for d, m in request["packages"]}
        with_blas = request["blas"] and util.find_spec("numpy") is not None
        report = {
            "interpreter": sys.executable,
            "implementation": sys.implementation.name,
            "version": "%d.%d.%d" % sys.version_info[:3],
            "packages": {d: v for d, v in packages.items() if v is not None},
            "blas": blas() if with_blas else None,
        }
        # Whatever decides the answers above: when none of these changed, the answers are still right.
        watched = [sys.executable, os.path.realpath(sys.executable), os.path.join(sys.prefix, "pyvenv.cfg")] + sys.path
        watched += [p for folder in sys.path for p in glob.glob(os.path.join(folder, "*.pth"))]
        if report["blas"]:
            watched += report["blas"]["files"] + ["/etc/ld.so.cache", "/etc/alternatives"]
            watched += [os.path.dirname(path) for path in report["blas"]["files"]]
        report["watched"] = sorted({os.path.abspath(path) for path in watched})
        print(json.dumps(report))
        """;
}
