"""debian-packages on the index of this machine, and on lists written here."""

import bz2
import ctypes
import gzip
import lzma
import subprocess

import pytest

import debian_packages
import debian_version
import list_file
import package_index
from modelyard import Rows, StepFailure


@pytest.fixture(scope="session")
def packages(run_step):
    return run_step("debian-packages")


def test_holds_the_whole_index(packages):
    rows = Rows.read(packages["rows"])
    names = rows.strings("name")
    assert rows.count > 50_000
    assert names == sorted(set(names))
    assert packages.metrics["rows"] == rows.count
    assert packages.metrics["sections"] == len(set(rows["section"].values)) > 40
    assert packages.metrics["sources"] == len(set(rows["source"].values)) > 20_000
    assert all(all(rows.strings(column)) for column in ("name", "source", "section", "description"))
    assert not any("/" in section for section in set(rows.strings("section")))
    number = names.index("libpng-dev")
    assert (rows["source"].values[number], rows["section"].values[number]) == ("libpng1.6", "libdevel")
    assert rows.array("size", "integer")[number] > 10_000


def test_a_limit_draws_evenly(run_step, packages):
    some, all_names = Rows.read(run_step("debian-packages", with_={"limit": 100}, twice=False)["rows"]), Rows.read(packages["rows"]).strings("name")
    assert some.count == 100
    assert some.strings("name") == [all_names[number * len(all_names) // 100] for number in range(100)]


@pytest.fixture
def lists(tmp_path):
    """lists(name=text): a folder like apt's."""

    def write(**texts):
        for name, text in texts.items():
            (tmp_path / f"host_{name}_binary-amd64_Packages").write_text(text, encoding="utf-8")
        return tmp_path

    return write


ONE = """Package: tool
Source: tools (1.0)
Version: {version}
Section: contrib/utils
Description: a {version} tool
 It does this,
  indented, and
 .
 that.
Tag: role::program,
 use::editing
Priority: optional
Architecture: all
Size: 12
"""


def test_reads_every_field(lists):
    (package,) = package_index.read_index(lists(main=ONE.format(version="1.0")))
    assert package == package_index.Package("tool", "tools", "1.0", "utils", "a 1.0 tool", "It does this,\n indented, and\n\nthat.", "optional", "all", 12)


def _lz4(plain: bytes) -> bytes:
    lz4 = ctypes.CDLL("liblz4.so.1")
    lz4.LZ4F_compressFrameBound.restype = lz4.LZ4F_compressFrame.restype = ctypes.c_size_t
    most = lz4.LZ4F_compressFrameBound(ctypes.c_size_t(len(plain)), None)
    packed = ctypes.create_string_buffer(most)
    size = lz4.LZ4F_compressFrame(packed, ctypes.c_size_t(most), plain, ctypes.c_size_t(len(plain)), None)
    return packed.raw[:size]


@pytest.mark.parametrize("form, pack", [("gz", gzip.compress), ("xz", lzma.compress), ("bz2", bz2.compress), ("lz4", _lz4)])
def test_reads_lists_however_they_are_compressed(lists, form, pack):
    folder = lists(main="\n".join(ONE.format(version=version) for version in range(20_000)))
    expected = package_index.read_index(folder)
    (plain,) = folder.iterdir()
    packed = folder / f"{plain.name}.{form}"
    packed.write_bytes(pack(plain.read_bytes()))
    plain.unlink()
    assert package_index.read_index(folder) == expected

    packed.write_bytes(packed.read_bytes()[:-100])
    with pytest.raises(StepFailure, match=f"{packed} cannot be read: "):
        package_index.read_index(folder)


def test_reads_the_lists_of_this_machine_as_apt_does():
    for file in package_index.LISTS.glob(package_index.PATTERN):
        assert list_file.unpacked(file) == subprocess.run(["/usr/lib/apt/apt-helper", "cat-file", str(file)], capture_output=True, check=True).stdout


def test_the_newest_version_of_several_lists_counts(lists):
    folder = lists(a=ONE.format(version="1.0"), b=ONE.format(version="1:0.9~rc1"), c=ONE.format(version="1.0-1+b1") + "\n" + ONE.format(version="0.1").replace("Package: tool", "Package: another"))
    assert [(package.name, package.version) for package in package_index.read_index(folder)] == [("another", "0.1"), ("tool", "1:0.9~rc1")]


def test_packages_without_a_section_or_a_description_are_left_out(lists):
    bare = "Package: bare\nVersion: 1\n\nPackage: silent\nVersion: 1\nSection: utils\nDescription:\n"
    rows = debian_packages.rows_of(package_index.read_index(lists(main=bare + "\n" + ONE.format(version="2"))))
    assert rows.strings("name") == ["tool"]


def test_orders_versions_as_the_policy_does():
    ordered = ["0~~", "0~", "0", "0a", "0+", "1.0~rc1-1", "1.0", "1.0-0.1", "1.0-1", "1.0-1+b1", "1.0-1+deb12u1", "1.0a-1", "1.0+dfsg-1", "1.9", "1.10", "1:0.1"]
    assert sorted(reversed(ordered), key=debian_version.version_key) == ordered


@pytest.mark.parametrize("text, message", [
    ("Version: 1\n", "holds a paragraph without Package or Version: {'Version': '1'}"),
    ("Package: p\nVersion: 1\nSize: big\n", "package p: Size is 'big', expected a whole number"),
])
def test_refuses_what_is_no_list(lists, text, message):
    with pytest.raises(StepFailure) as refused:
        package_index.read_index(lists(main=text))
    assert message in str(refused.value)


def test_says_what_is_missing(tmp_path):
    with pytest.raises(StepFailure) as missing:
        package_index.read_index(tmp_path)
    assert str(missing.value) == f"{tmp_path}/*_binary-*_Packages* is missing: the package lists of apt; run: apt-get update"
