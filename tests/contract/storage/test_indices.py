"""Tables of price indices, put in force whole or not at all; on both databases."""

from datetime import date
from pathlib import Path

import pytest

from adapters.storage.database import Database
from adapters.storage.tables.negotiation import IndexTableRow, NegotiationPolicyRow
from adapters.storage.tables.portfolio import DebtRow
from domain.money.index_table import IndexTableError
from domain.negotiation.policy_reader import PolicyRefused
from services.negotiation.indices import IndexService, load_indices
from tests.support.aio import run
from tests.support.menu_records import ATTEMPT, change, rows_of
from tests.support.negotiating import SUPERVISOR, Desk, open_desk

SOURCE = (Path(__file__).parents[3] / "docs/examples/policy.toml").read_text(encoding="utf-8")
WITH_IPCA = SOURCE.replace('# correcao = "IPCA" ', 'correcao = "IPCA" ')
SHIPPED = load_indices()["IPCA"]
OURS = "mes;variacao\n" + "".join(
    f"{2020 + month // 12}-{month % 12 + 1:02d};{str(value).replace('.', ',')}\n"
    for month, value in enumerate(SHIPPED.variations)
)
LATER = OURS + "".join(f"2026-{month:02d};1,00\n" for month in range(1, 12))


@pytest.fixture
def desk(database: Database) -> Desk:
    return open_desk(database)


def service(desk: Desk) -> IndexService:
    return IndexService(storage=desk.database, clock=desk.clock)


def corrections(desk: Desk) -> int:
    _party, offers = run(desk.negotiation.offers(ATTEMPT, SUPERVISOR))
    return offers[0].correction_cents


def test_a_month_that_the_table_lacks_corrects_nothing_until_an_operator_loads_it(desk: Desk) -> None:
    run(desk.policies.add(1, WITH_IPCA, by=None))
    assert corrections(desk) == 0  # due in October 2026, and the table ends in 2025
    loaded = run(service(desk).load(LATER, name="IPCA", file="ipca.csv"))
    assert (loaded.table.begins, loaded.table.version, loaded.changed) == ("2020-01", "2026-11", 0)
    assert corrections(desk) == 1_000  # the month of October on 1,000.00
    assert run(service(desk).tables())["IPCA"].version == "2026-11"


def test_a_debt_older_than_the_table_is_negotiated_all_the_same(desk: Desk) -> None:
    run(desk.policies.add(1, WITH_IPCA, by=None))
    change(desk.database, DebtRow, due_date=date(2019, 6, 1))
    assert run(desk.negotiation.offers(ATTEMPT, SUPERVISOR))[1] == ()  # prescribed, and no error


def test_months_that_changed_are_told(desk: Desk) -> None:
    changed = OURS.replace("2025-12;0,33", "2025-12;0,34").replace("2020-01;0,21", "2020-01;0,22")
    assert run(service(desk).load("# antes\n" + changed, name="IPCA", file="f.csv")).changed == 2
    earlier = OURS.replace("mes;variacao\n", "mes;variacao\n2019-12;1,15\n")
    assert run(service(desk).load(earlier, name="IPCA", file="f.csv")).changed == 2


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (OURS.replace("2025-12;0,33", "2025-12;x"), "ipca.csv: linha 73, variacao “x”"),
        (OURS.replace("2025-12;0,33\n", ""), "ipca.csv: linha 72, mes “2025-11”: a tabela em vigor vai até 2025-12"),
        (OURS.replace("2020-01;0,21\n", ""), "ipca.csv: linha 2, mes “2020-02”: a tabela em vigor começa em 2020-01"),
        (OURS.replace("2023-05;0,23\n", ""), "ipca.csv: linha 42, mes “2023-06”: os meses devem vir em ordem"),
    ],
)
def test_a_bad_table_is_refused_whole(desk: Desk, text: str, words: str) -> None:
    with pytest.raises(IndexTableError) as refused:
        run(service(desk).load(text, name="IPCA", file="ipca.csv"))
    assert str(refused.value).startswith(words)
    assert rows_of(desk.database, IndexTableRow) == []
    assert run(service(desk).tables()) == {"IPCA": SHIPPED}


def test_a_policy_may_name_an_index_once_it_is_there(desk: Desk) -> None:
    with_inpc = WITH_IPCA.replace('"IPCA"', '"INPC"')
    with pytest.raises(PolicyRefused, match="índice desconhecido; há IPCA"):
        run(desk.policies.add(1, with_inpc, by=None))
    assert rows_of(desk.database, NegotiationPolicyRow) == []
    run(service(desk).load(LATER, name="INPC", file="inpc.csv"))
    run(desk.policies.add(1, with_inpc, by=None))
    assert corrections(desk) == 1_000
