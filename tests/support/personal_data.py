"""Looks for what must never be outside the database: names, documents, phones and amounts of debtors."""

import re
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from paho.mqtt import client as mqtt

from simulator.people import Person
from tests.support.product import Product, until


class Secrets:
    """Every spelling of every debtor's data; `found_in` tells which of them a text holds."""

    def __init__(self, people: Sequence[Person], amounts_cents: Iterable[int]) -> None:
        words: dict[str, str] = {}
        for person in people:
            document = person.document
            words[person.name.lower()] = f"name of {person.ref}"
            words[" ".join(person.name.lower().split()[1:])] = f"surname of {person.ref}"
            words[person.email.lower()] = f"email of {person.ref}"
            words[document] = f"document of {person.ref}"
            words[f"{document[:3]}.{document[3:6]}.{document[6:9]}-{document[9:]}"] = f"document of {person.ref}"
            for phone in person.phones:
                words[phone[3:]] = words[phone[5:]] = f"phone of {person.ref}"
        self._words = words
        self._amounts = {cents for cents in amounts_cents if cents >= 10_000}

    def found_in(self, text: str) -> set[str]:
        lower = text.lower()
        found = {what for word, what in self._words.items() if word in lower}
        spelled = re.findall(r"(?<![\d.])(\d{1,3}(?:\.\d{3})*),(\d{2})(?!\d)", text)
        reais = {int(whole.replace(".", "") + cents) for whole, cents in spelled}
        named = {int(cents) for cents in re.findall(r"(?:cents|amount|total|valor)\D{1,4}(\d+)", lower)}
        return found | {f"amount {cents}" for cents in self._amounts & (reais | named)}


def logs_of(home: Path) -> list[Path]:
    """Every log file of every part: ours, Mosquitto's, both Asterisks'."""
    parts = [home / "logs", home / "asterisk", home / "carrier", home / "mosquitto", home / "run"]
    wanted = {".log", ".jsonl", ".txt", ""}
    return [
        path for part in parts if part.exists() for path in part.rglob("*")
        if path.is_file() and ("log" in path.parts[len(home.parts) :][-2:][0] or path.suffix in wanted - {""})
    ]  # fmt: skip


@contextmanager
def captured_messages(product: Product) -> Iterator[list[tuple[str, str]]]:
    """(topic, payload) of everything published while the block runs."""
    settings = product.settings
    seen: list[tuple[str, str]] = []
    subscribed = threading.Event()
    client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2, client_id="acceptance-listener")
    client.username_pw_set(settings.mqtt_username, settings.mqtt_password.get_secret_value())
    client.on_message = lambda _client, _data, message: seen.append((message.topic, message.payload.decode()))
    client.on_connect = lambda own, *_rest: own.subscribe("#", qos=1)
    client.on_subscribe = lambda *_rest: subscribed.set()
    client.connect(settings.mqtt_host, settings.mqtt_port)
    client.loop_start()
    try:
        until(subscribed.is_set, what="the listener's subscription")
        yield seen
    finally:
        client.disconnect()
        client.loop_stop()
