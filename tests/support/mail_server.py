"""An SMTP server that keeps what it takes, and refuses what a test tells it to."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage


@dataclass(slots=True)
class MailServer:
    """`answers` replaces the answer to a command, such as {"RCPT": "550 no such mailbox"}; `hangs_up` cuts the line."""

    port: int = 0
    tls: ssl.SSLContext | None = None
    answers: dict[str, str] = field(default_factory=dict)
    hangs_up: bool = False
    taken: list[EmailMessage] = field(default_factory=list)
    logins: list[str] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not self.hangs_up:
            await _say(writer, "220 test")
            while line := (await reader.readline()).decode().strip():
                await self._answer(line, reader, writer)
        writer.close()

    async def _answer(self, line: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        verb = line.split(maxsplit=1)[0].upper()
        if verb in self.answers:
            await _say(writer, self.answers[verb])
            return
        match verb:
            case "EHLO":
                secure = writer.get_extra_info("sslcontext") is not None
                extra = "AUTH PLAIN" if secure or self.tls is None else "STARTTLS"
                await _say(writer, "250-test", f"250-{extra}", "250 8BITMIME")
            case "STARTTLS":
                await _say(writer, "220 go")
                assert self.tls is not None
                await writer.start_tls(self.tls)
            case "AUTH":
                self.logins.append(line.split()[2])
                await _say(writer, "235 in")
            case "DATA":
                await _say(writer, "354 go on")
                self.taken.append(await _read_message(reader))
                self.encrypted.append(writer.get_extra_info("sslcontext") is not None)
                await _say(writer, "250 taken")
            case _:
                await _say(writer, "221 bye" if verb == "QUIT" else "250 ok")


@asynccontextmanager
async def mail_server(tls: ssl.SSLContext | None = None) -> AsyncIterator[MailServer]:
    told = MailServer(tls=tls)

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await told.talk(reader, writer)
        except (ConnectionError, ssl.SSLError):
            writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    told.port = server.sockets[0].getsockname()[1]
    async with server:
        yield told


async def _say(writer: asyncio.StreamWriter, *lines: str) -> None:
    writer.write("".join(f"{line}\r\n" for line in lines).encode())
    await writer.drain()


async def _read_message(reader: asyncio.StreamReader) -> EmailMessage:
    lines: list[bytes] = []
    while (line := await reader.readline()) != b".\r\n":
        lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
    return message_from_bytes(b"".join(lines), policy=policy.default)  # type: ignore[return-value]
