"""Where one Asterisk keeps its things, and `asterisk.conf`, which says so."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class AsteriskLayout:
    """Folders as Asterisk itself sees them. `run` holds its control socket, so keep that path under 90 characters."""

    etc: Path
    varlib: Path
    spool: Path
    run: Path
    log: Path
    modules: Path
    data: Path

    @classmethod
    def debian(cls) -> "AsteriskLayout":
        """The folders of Debian's package on a 64-bit PC."""
        return cls(
            etc=Path("/etc/asterisk"),
            varlib=Path("/var/lib/asterisk"),
            spool=Path("/var/spool/asterisk"),
            run=Path("/var/run/asterisk"),
            log=Path("/var/log/asterisk"),
            modules=Path("/usr/lib/x86_64-linux-gnu/asterisk/modules"),
            data=Path("/usr/share/asterisk"),
        )


def render_asterisk_conf(layout: AsteriskLayout) -> str:
    return f"""\
[directories]
astetcdir => {layout.etc}
astmoddir => {layout.modules}
astvarlibdir => {layout.varlib}
astdbdir => {layout.varlib}
astkeydir => {layout.varlib}
astdatadir => {layout.data}
astagidir => {layout.varlib}/agi-bin
astcachedir => {layout.varlib}/cache
astspooldir => {layout.spool}
astrundir => {layout.run}
astlogdir => {layout.log}

[options]
nocolor = yes
verbose = 0
debug = 0
dumpcore = no
; A flood of calls is refused by the dialer's own caps, not by the load of the machine.
maxload = 0
transmit_silence = yes
documentation_language = en_US
"""
