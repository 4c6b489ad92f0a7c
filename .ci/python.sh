# shellcheck shell=bash disable=SC2154 # $root and $results are of who sources it
# Sourced by ./test: gives the machine the Python packages and the data that tests need, which are those that the runtimes and
# components declare, and pytest. Sets $python_for_tests.

set_up_python() {
    python_for_tests=/usr/bin/python3
    if is_like_debian; then set_up_debian; fi
    if "$python_for_tests" -c "import pytest, $(declared import | paste -sd, -)" 2>/dev/null; then return; fi

    python_for_tests=$root/.yard/test-python/bin/python3
    if ! "$python_for_tests" -c 'import pytest' 2>/dev/null; then
        say "making a virtual environment in .yard/test-python: pytest $(declared pip | paste -sd' ' -)"
        # shellcheck disable=SC2046 # one word each
        if ! { python3 -m venv --clear "$root/.yard/test-python" &&
            "$python_for_tests" -m pip install -q --disable-pip-version-check pytest $(declared pip); } >"$results/python.log" 2>&1; then
            rm -rf "$root/.yard/test-python"
            tail -n 5 "$results/python.log"
            say "Python's suites will fail: pytest and these packages are needed: $(declared pip | paste -sd' ' -)"
            python_for_tests=python3
        fi
    fi
}

# The values of one key in every runtime and component: `declared debian` gives python3-numpy, dataset-fashion-mnist, …
declared() {
    cat pipelines/Runtimes/*/runtime.yaml pipelines/Components/*/component.yaml 2>/dev/null |
        sed -nE "s/^ *- *\{.*[ {]$1: *\"?([A-Za-z0-9.+_-]+).*/\1/p" | LC_ALL=C sort -u
}

is_like_debian() { [ -e /etc/os-release ] && grep -qE '^ID(_LIKE)?=.*(debian|ubuntu)' /etc/os-release; }

set_up_debian() {
    local package pattern missing=() stale=()
    for package in git python3-pytest postgresql $(browser) $(registry) $(declared debian); do
        dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || missing+=("$package")
    done
    if [ ${#missing[@]} -gt 0 ]; then
        if ! may_install; then
            say "missing; install with: sudo apt-get install -y --no-install-recommends ${missing[*]}"
            return
        fi
        say "apt-get install: ${missing[*]}"
        apt update
        apt install -y --no-install-recommends "${missing[@]}"
    fi
    # Packages that only tell apt what to fetch: their files come with the next update.
    while IFS= read -r pattern; do
        compgen -G "$pattern" >/dev/null || stale+=("$pattern")
    done < <(sed -nE 's/^ *- *\{ *file: *"?([^",]+).*refresh: *true.*/\1/p' pipelines/Components/*/component.yaml 2>/dev/null)
    if [ ${#stale[@]} -gt 0 ] && may_install; then
        say "apt-get update: fetching ${stale[*]}"
        apt update
    fi
}

# What only the dashboard's tests need: a browser, and a Prometheus that scrapes.
# A browser that is there under another name will do.
browser() {
    is_wanted Dashboard.Tests || return 0
    command -v chromium >/dev/null || command -v google-chrome >/dev/null || echo chromium
    command -v prometheus >/dev/null || echo prometheus
}

# What only the tests of images need: a registry, its passwords and certificates, another client and an engine as witnesses, and what assembles bases.
registry() {
    if is_wanted Modelyard.Tests || is_wanted Cli.Tests; then echo docker-registry apache2-utils openssl; fi
    if is_wanted Modelyard.Tests || is_wanted Cli.Tests || is_wanted EndToEnd.Tests; then echo mmdebstrap debian-archive-keyring podman runc skopeo; fi
}

# As root; or on a build machine, where sudo is there for this and asks nobody.
may_install() { [ "$(id -u)" = 0 ] || { [ "${CI:-}" = true ] && sudo -n true 2>/dev/null; }; }

apt() {
    local as_root=(env)
    if [ "$(id -u)" != 0 ]; then as_root=(sudo -n env); fi
    if ! "${as_root[@]}" DEBIAN_FRONTEND=noninteractive SYSTEMD_OFFLINE=1 apt-get -q -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3 "$@" >>"$results/apt.log" 2>&1 </dev/null; then
        grep '^E:' "$results/apt.log" | tail -n 5 || true
        say "apt-get $1 failed; the whole output is in TestResults/apt.log"
    fi
}
