"""News over MQTT 3.1.1: one connection per process, QoS 1, reconnecting by itself."""

import asyncio
import math
import socket
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

import aiomqtt
import structlog

from adapters.messaging.envelope import MalformedEnvelope, decode, encode
from domain.ids import EventId
from services.ports.bus import BusUnavailable, News

_QOS = 1
_KEEPALIVE_SECONDS = 10
_ANSWER_SECONDS = 5.0
_FIRST_PAUSE_SECONDS = 0.1
_LONGEST_PAUSE_SECONDS = 5.0
_QUEUED_NEWS = 5_000
_REMEMBERED_EVENTS = 4_096
_CALLS_WORTH_A_WARNING = 1_000

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokerAddress:
    """`client_id` must be unique among the clients of the broker; `root_topic` has no slash at either end."""

    host: str
    port: int
    client_id: str
    root_topic: str = "concilia"
    username: str | None = None
    password: str | None = field(default=None, repr=False)


class MqttBus:
    """Implements `services.ports.bus.Bus`; `run` keeps the connection and must run beside its users.

    The session is a clean one: after a reconnection the truth is re-read anyway, so the broker need not queue for us.
    """

    def __init__(self, address: BrokerAddress) -> None:
        self._address = address
        self._prefix = f"{address.root_topic}/"
        self._client: aiomqtt.Client | None = None
        self._connected = asyncio.Event()
        self._subscriptions: list[_Subscription] = []
        self._seen: OrderedDict[EventId, None] = OrderedDict()
        self._unanswered: set[asyncio.Timeout] = set()

    @property
    def connected(self) -> bool:
        return self._client is not None

    async def wait_connected(self) -> None:
        await self._connected.wait()

    async def run(self) -> None:
        """Connect, hand out what comes, and connect again, until cancelled."""
        pause = _FIRST_PAUSE_SECONDS
        while True:
            try:
                async with self._new_client() as client:
                    await self._welcome(client)
                    pause = _FIRST_PAUSE_SECONDS
                    await _disconnection(client)
            except (aiomqtt.MqttError, OSError) as error:
                log.warning("broker_unavailable", error=str(error), retry_in_seconds=pause)
            finally:
                self._disconnected()
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE_SECONDS)

    async def publish(self, news: News) -> None:
        client = self._client
        if client is None:
            raise BusUnavailable("not connected to the broker")
        try:
            async with asyncio.timeout(_ANSWER_SECONDS) as limit:
                self._unanswered.add(limit)
                try:
                    # The library's own time limit costs a task per message.
                    await client.publish(self._prefix + news.topic, encode(news), qos=_QOS, timeout=math.inf)
                finally:
                    self._unanswered.discard(limit)
        except (aiomqtt.MqttError, OSError, TimeoutError) as error:
            raise BusUnavailable(str(error) or "the broker did not answer") from error

    async def subscribe(self, *topics: str) -> AsyncIterator[News | None]:
        subscription = _Subscription(tuple(aiomqtt.Wildcard(topic) for topic in topics))
        self._subscriptions.append(subscription)
        try:
            if self._client is not None:
                await self._ask_for(self._client, subscription)
            while True:
                yield await subscription.queue.get()
        finally:
            self._subscriptions.remove(subscription)

    def _new_client(self) -> aiomqtt.Client:
        client = aiomqtt.Client(
            self._address.host,
            self._address.port,
            username=self._address.username,
            password=self._address.password,
            identifier=self._address.client_id,
            protocol=aiomqtt.ProtocolVersion.V311,
            clean_session=True,
            keepalive=_KEEPALIVE_SECONDS,
            timeout=_ANSWER_SECONDS,
            # Nagle's algorithm and delayed acknowledgements together hold small packets back for 40 ms.
            socket_options=[(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)],
            queue_type=_straight_to(self._hand_out),
        )
        client.pending_calls_threshold = _CALLS_WORTH_A_WARNING
        return client

    async def _welcome(self, client: aiomqtt.Client) -> None:
        self._client = client
        for subscription in tuple(self._subscriptions):
            await self._ask_for(client, subscription)
        self._connected.set()
        log.info("broker_connected")

    def _disconnected(self) -> None:
        self._client = None
        self._connected.clear()
        for limit in self._unanswered:
            # Nobody will answer any more.
            limit.reschedule(0)

    async def _ask_for(self, client: aiomqtt.Client, subscription: "_Subscription") -> None:
        topics = [(self._prefix + str(wildcard), _QOS) for wildcard in subscription.topics]
        try:
            await client.subscribe(topics)
        except aiomqtt.MqttError:
            # The connection is going down; the subscription is made with the next one.
            if client is not self._client:
                return
            log.warning("subscription_failed")
            return
        subscription.start_over()

    def _hand_out(self, message: aiomqtt.Message) -> None:
        topic = str(message.topic).removeprefix(self._prefix)
        try:
            news = decode(topic, message.payload)
        except MalformedEnvelope:
            log.warning("malformed_news", topic=topic)
            return
        if self._repeated(news.event_id):
            return
        for subscription in self._subscriptions:
            subscription.offer(news)

    def _repeated(self, event_id: EventId) -> bool:
        """Overlapping subscriptions and retransmissions bring the same event more than once."""
        if event_id in self._seen:
            return True
        self._seen[event_id] = None
        if len(self._seen) > _REMEMBERED_EVENTS:
            self._seen.popitem(last=False)
        return False


async def _disconnection(client: aiomqtt.Client) -> None:
    """Raise MqttError when the connection is lost; messages never come this way, see `_straight_to`."""
    async for _ in client.messages:
        pass


def _straight_to(hand_out: Callable[[aiomqtt.Message], None]) -> type["asyncio.Queue[aiomqtt.Message]"]:
    """A queue for the library that keeps nothing: its own iterator costs a task and a wait per message."""

    class StraightQueue(asyncio.Queue[aiomqtt.Message]):
        def put_nowait(self, item: aiomqtt.Message) -> None:
            hand_out(item)

    return StraightQueue


@dataclass(slots=True, eq=False)
class _Subscription:
    topics: tuple[aiomqtt.Wildcard, ...]
    queue: "asyncio.Queue[News | None]" = field(default_factory=asyncio.Queue)

    def offer(self, news: News) -> None:
        topic = aiomqtt.Topic(news.topic)
        if not any(topic.matches(wildcard) for wildcard in self.topics):
            return
        if self.queue.qsize() >= _QUEUED_NEWS:
            # The consumer is hopelessly behind: it will do better re-reading the truth.
            self.start_over()
        else:
            self.queue.put_nowait(news)

    def start_over(self) -> None:
        while not self.queue.empty():
            self.queue.get_nowait()
        self.queue.put_nowait(None)
