"""debian-apps on the catalogue of this machine, and on broken ones."""

import gzip
import io
import tarfile

import numpy as np
import pytest
from PIL import Image

import debian_apps
import dep11
from modelyard import Rows, StepFailure


@pytest.fixture(scope="session")
def english(run_step):
    return run_step("debian-apps", twice=False)


@pytest.fixture(scope="session")
def japanese(run_step):
    return run_step("debian-apps", with_={"languages": ["ja", "en"]})


def test_holds_the_whole_catalogue(english):
    rows = Rows.read(english["rows"])
    assert rows.count >= 1900
    assert set(rows["category"].values) <= set(debian_apps.MAIN)
    assert len(set(rows["category"].values)) == 11
    assert rows.array("icon", "image").shape == (rows.count, 64, 64, 4)
    assert rows.array("icon", "image").std(axis=(1, 2, 3)).min() > 0
    assert all(rows.strings(name)[number] for name in ("id", "package", "name", "summary", "description")
               for number in range(rows.count))
    assert english.metrics["rows"] == english.metrics["listings"] == rows.count


def test_sorts_rows_and_strips_markup(japanese):
    rows = Rows.read(japanese["rows"])
    keys = list(zip(*(rows.strings(name) for name in ("id", "package", "language"))))
    assert keys == sorted(set(keys))
    assert not any("<p>" in text or "&apos;" in text or "</" in text for text in rows.strings("description"))


def test_japanese_rows_describe_the_same_applications(english, japanese):
    plain, both = Rows.read(english["rows"]), Rows.read(japanese["rows"])
    languages = np.array(both.strings("language"))
    assert 500 <= (languages == "ja").sum() <= 700
    assert both.take(languages == "en").strings("description") == plain.strings("description")
    category = {(id, package): name for id, package, name in
                zip(plain.strings("id"), plain.strings("package"), plain.strings("category"))}
    translated = both.take(languages == "ja")
    assert all(category[id, package] == name for id, package, name in
               zip(translated.strings("id"), translated.strings("package"), translated.strings("category")))
    assert any("ァ" <= letter <= "ヶ" for text in translated.strings("summary") for letter in text)


@pytest.mark.parametrize("markup, text", [
    ("<p>One &amp; two\n   three</p><ul><li>a</li><li><em>b</em></li></ul>", "One & two three\na\nb"),
    ("  no   markup ", "no markup"),
    ("<p></p>", ""),
    ("<p>a &lt;b&gt; c</p>", "a <b> c"),
])
def test_plain_text(markup, text):
    assert dep11.plain(markup) == text


@pytest.fixture
def lists(tmp_path):
    """lists(metadata, icons): a folder like apt's with one catalogue."""

    def write(metadata: str, icons: dict[str, tuple[int, int]]):
        (tmp_path / "host_dep11_Components-amd64.yml.gz").write_bytes(gzip.compress(metadata.encode()))
        with tarfile.open(tmp_path / "host_dep11_icons-64x64.tar.gz", "w:gz") as archive:
            for name, size in icons.items():
                png = io.BytesIO()
                Image.new("L", size, 7).save(png, "PNG")
                entry = tarfile.TarInfo(f"./{name}")
                entry.size = png.tell()
                png.seek(0)
                archive.addfile(entry, png)
        return tmp_path

    return write


LISTING = """---
Type: desktop-application
ID: {id}
Package: {package}
Name: {{C: Tool, no: Verktøy}}
Summary: {{C: a tool, ja_JP: 道具}}
Description: {{C: <p>Does it.</p>}}
Categories: [Qt, {category}, Office]
Icon: {{cached: [{{name: t.png, width: 64, height: 64}}]}}
"""


def test_takes_the_first_main_category_and_any_spelling_of_a_locale(lists):
    text = LISTING.format(id="no", package="b", category="Video") + LISTING.format(id="2048", package="a", category="KDE")
    listings = dep11.read_catalogue(lists(text, {"t.png": (64, 64)}))
    rows = debian_apps.rows_of(listings, ["ja", "en", "no", "en"])
    assert rows.strings("id") == ["2048"] * 3 + ["no"] * 3
    assert rows.strings("language") == ["en", "ja", "no"] * 2
    assert rows.strings("category") == ["Office"] * 3 + ["AudioVideo"] * 3
    assert rows.strings("name")[:3] == ["Tool", "Tool", "Verktøy"]
    assert rows.strings("summary")[:3] == ["a tool", "道具", "a tool"]
    assert rows.array("icon", "image")[0, 0, 0].tolist() == [7, 7, 7, 255]


def test_says_which_languages_there_are(lists):
    listings = dep11.read_catalogue(lists(LISTING.format(id="i", package="p", category="Game"), {"t.png": (64, 64)}))
    with pytest.raises(StepFailure) as unknown:
        debian_apps.rows_of(listings, ["en", "tlh"])
    assert str(unknown.value) == "parameter languages: no listing is in tlh; most listings are in en, ja_JP"


def test_leaves_out_listings_without_icon(lists):
    assert dep11.read_catalogue(lists(LISTING.format(id="i", package="p", category="Game"), {"other.png": (64, 64)})) == []


def test_names_what_to_install(tmp_path, lists):
    with pytest.raises(StepFailure) as nothing:
        dep11.read_catalogue(tmp_path)
    assert str(nothing.value) == (
        f"{tmp_path}/*_dep11_Components-*.yml.gz is missing: the application catalogue of apt; "
        "on Debian or Ubuntu run: apt-get install apt-config-icons && apt-get update")
    (lists("", {}) / "host_dep11_icons-64x64.tar.gz").unlink()
    with pytest.raises(StepFailure, match=r"host_dep11_icons-64x64.tar.gz is missing: the icons .* apt-config-icons"):
        dep11.read_catalogue(tmp_path)


@pytest.mark.parametrize("name, message", [
    ("host_dep11_Components-amd64.yml.gz", "is not whole DEP-11 metadata"),
    ("host_dep11_icons-64x64.tar.gz", "is not a whole archive"),
])
def test_refuses_broken_files(lists, name, message):
    folder = lists(LISTING.format(id="i", package="p", category="Game"), {"t.png": (64, 64)})
    content = (folder / name).read_bytes()
    (folder / name).write_bytes(content[:len(content) // 2])
    with pytest.raises(StepFailure, match=message):
        dep11.read_catalogue(folder)


def test_refuses_an_icon_of_another_size(lists):
    folder = lists(LISTING.format(id="i", package="p", category="Game"), {"t.png": (48, 64)})
    with pytest.raises(StepFailure, match="icon t.png of .* has 48×64 pixels, expected 64×64"):
        dep11.read_catalogue(folder)
