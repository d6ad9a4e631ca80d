"""The mirror is read from the machine's own apt, in both of its formats, with what makes it trusted."""

from pathlib import Path

from scripts.apt_sources import as_deb822, as_one_line, find_main, has_component, read_sources

DEB822 = """\
# made by the installer
Types: deb deb-src
URIs: http://mirror.example/debian
Suites: bookworm bookworm-updates
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

Types: deb
URIs: http://mirror.example/off
Suites: bookworm
Components: main
Enabled: no
"""


def apt_with(tmp_path: Path, **files: str) -> Path:
    (tmp_path / "sources.list.d").mkdir()
    for name, text in files.items():
        path = "sources.list" if name == "sources_list" else f"sources.list.d/{name.replace('_', '.')}"
        (tmp_path / path).write_text(text)
    return tmp_path


def test_a_deb822_file_is_read_and_disabled_stanzas_are_not(tmp_path: Path) -> None:
    sources = list(read_sources(apt_with(tmp_path, debian_sources=DEB822)))
    assert [source.uri for source in sources] == ["http://mirror.example/debian"]
    assert sources[0].suites == ("bookworm", "bookworm-updates")


def test_a_one_line_file_is_read_with_its_options(tmp_path: Path) -> None:
    line = "deb [arch=amd64 trusted=yes] http://mirror.example/debian bookworm main contrib # ours\n"
    source = find_main(read_sources(apt_with(tmp_path, sources_list=line)), "bookworm")
    assert source is not None
    assert as_one_line(source, "forky", "main") == "deb [trusted=yes] http://mirror.example/debian forky main"


def test_the_added_component_is_on_the_same_mirror_with_the_same_key(tmp_path: Path) -> None:
    source = find_main(read_sources(apt_with(tmp_path, debian_sources=DEB822)), "bookworm")
    assert source is not None
    assert as_deb822(source, "bookworm", "non-free") == (
        "Types: deb\nURIs: http://mirror.example/debian\nSuites: bookworm\nComponents: non-free\n"
        "Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg\n"
    )


def test_an_embedded_key_stays_in_a_stanza_and_out_of_a_line(tmp_path: Path) -> None:
    text = (
        DEB822.split("\n\n", maxsplit=1)[0]
        .replace("bookworm", "trixie")
        .replace("Signed-By: /usr", "Signed-By:\n BEGIN KEY\n /usr")
    )
    source = find_main(read_sources(apt_with(tmp_path, debian_sources=text)), "trixie")
    assert source is not None
    assert "Signed-By: \n BEGIN KEY\n /usr" in as_deb822(source, "trixie", "non-free")
    assert as_one_line(source, "forky", "main") == "deb http://mirror.example/debian forky main"


def test_a_component_that_is_there_already_is_seen(tmp_path: Path) -> None:
    line = "deb http://mirror.example/debian bookworm main non-free\n"
    apt = apt_with(tmp_path, sources_list=line)
    assert has_component(read_sources(apt), "bookworm", "non-free")
    assert not has_component(read_sources(apt), "bookworm", "contrib")


def test_a_mirror_list_of_a_cloud_image_gives_its_first_mirror(tmp_path: Path) -> None:
    (tmp_path / "mirrors").write_text("# near\nhttp://near.example/debian\tpriority:1\n")
    line = f"deb mirror+file:{tmp_path}/mirrors bookworm main\n"
    source = find_main(read_sources(apt_with(tmp_path, sources_list=line)), "bookworm")
    assert source is not None
    assert as_one_line(source, "forky", "main") == "deb http://near.example/debian forky main"


def test_a_machine_without_such_a_source_has_none(tmp_path: Path) -> None:
    assert find_main(read_sources(tmp_path), "bookworm") is None
