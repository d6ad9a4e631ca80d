"""What the machine's own apt is configured with: standard library only, so that it runs before anything is installed.

`non-free` prints a deb822 stanza that adds this component on the mirror the machine already uses (nothing when it is
there); `suite NAME` prints a one-line source for `main` of another suite on that same mirror.
"""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

APT = Path("/etc/apt")
OS_RELEASE = Path("/etc/os-release")
_ONE_LINE = re.compile(r"^deb\s+(?:\[(?P<options>[^]]*)\]\s+)?(?P<uri>\S+)\s+(?P<suite>\S+)\s+(?P<components>.+)$")
# Options that decide whether apt believes the mirror; a copied source must keep them.
_TRUST = ("signed-by", "trusted", "check-valid-until", "check-date")


@dataclass(frozen=True)
class Source:
    uri: str
    suites: tuple[str, ...]
    components: tuple[str, ...]
    trust: dict[str, str] = field(default_factory=dict)


def read_sources(apt: Path) -> Iterator[Source]:
    """Every enabled binary source, from `.list` (one-line) and `.sources` (deb822) files alike."""
    parts = sorted((apt / "sources.list.d").glob("*")) if (apt / "sources.list.d").is_dir() else []
    for path in [apt / "sources.list", *parts]:
        if not path.is_file():
            continue
        if path.suffix == ".list":
            yield from _one_line_sources(path.read_text())
        elif path.suffix == ".sources":
            yield from _deb822_sources(path.read_text())


def find_main(sources: Iterator[Source], codename: str) -> Source | None:
    """The source that the distribution's own `main` comes from."""
    for source in sources:
        if codename in source.suites and "main" in source.components:
            return source
    return None


def has_component(sources: Iterator[Source], codename: str, component: str) -> bool:
    return any(codename in source.suites and component in source.components for source in sources)


def as_deb822(source: Source, suite: str, component: str) -> str:
    trust = "".join(f"{name.title()}: {value}\n" for name, value in source.trust.items())
    return f"Types: deb\nURIs: {source.uri}\nSuites: {suite}\nComponents: {component}\n{trust}"


def as_one_line(source: Source, suite: str, component: str) -> str:
    """An embedded key cannot stand on one line and is left out; mmdebstrap then uses Debian's own keyring."""
    options = " ".join(f"{name}={value}" for name, value in source.trust.items() if "\n" not in value)
    return f"deb {f'[{options}] ' if options else ''}{_resolve_mirror_list(source.uri)} {suite} {component}"


def _one_line_sources(text: str) -> Iterator[Source]:
    for raw in text.splitlines():
        found = _ONE_LINE.match(raw.split("#", 1)[0].strip())
        if found:
            pairs = (option.split("=", 1) for option in (found["options"] or "").split() if "=" in option)
            trust = {name.lower(): value for name, value in pairs if name.lower() in _TRUST}
            yield Source(found["uri"], (found["suite"],), tuple(found["components"].split()), trust)


def _deb822_sources(text: str) -> Iterator[Source]:
    kept = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    for stanza in re.split(r"\n\s*\n", kept):
        fields = _fields(stanza)
        if "deb" not in fields.get("types", "").split() or fields.get("enabled", "yes").lower() in {"no", "false"}:
            continue
        trust = {name: fields[name] for name in _TRUST if name in fields}
        for uri in fields.get("uris", "").split():
            yield Source(
                uri, tuple(fields.get("suites", "").split()), tuple(fields.get("components", "").split()), trust
            )


def _fields(stanza: str) -> dict[str, str]:
    fields: dict[str, str] = {}
    name = ""
    for line in stanza.splitlines():
        if line[:1] in {" ", "\t"} and name:
            fields[name] += f"\n{line}"
        elif ":" in line:
            name, value = line.split(":", 1)
            name = name.strip().lower()
            fields[name] = value.strip()
    return fields


def _resolve_mirror_list(uri: str) -> str:
    """`mirror+file:/path` (Debian's cloud images): the first mirror listed, since a chroot cannot see the list."""
    if not uri.startswith("mirror+file:"):
        return uri
    lines = Path("/" + uri.removeprefix("mirror+file:").lstrip("/")).read_text().splitlines()
    return next((line.split()[0] for line in lines if line.strip() and not line.startswith("#")), uri)


def _codename() -> str:
    found = re.search(r'^VERSION_CODENAME="?([^"\n]+)', OS_RELEASE.read_text(), re.MULTILINE)
    return found[1] if found else ""


def main(arguments: list[str]) -> int:
    codename = _codename()
    source = find_main(read_sources(APT), codename)
    if source is None:
        sys.stderr.write(f"no apt source for {codename or 'this system'} main\n")
        return 1
    match arguments:
        case ["non-free"]:
            if not has_component(read_sources(APT), codename, "non-free"):
                sys.stdout.write(as_deb822(source, codename, "non-free"))
        case ["suite", suite]:
            sys.stdout.write(as_one_line(source, suite, "main") + "\n")
        case _:
            sys.stderr.write("usage: apt_sources.py non-free | suite NAME\n")
            return 2
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
