"""Free ports on this machine, and who holds a taken one."""

import itertools
import os
import socket
from contextlib import closing

_FIRST, _COUNT = 20_000, 12_000
"""Below the ports that the system itself gives to outgoing connections."""
_APART = 61
_asked = itertools.count()


def free_tcp_port(host: str = "127.0.0.1") -> int:
    """Each time another one, far from those of a process that was born at the same time.

    Whoever asks listens on it only later, and a port that is not listened on looks free to all.
    """
    for _ in range(_COUNT):
        port = _FIRST + (os.getpid() * _APART + next(_asked)) % _COUNT
        if not is_taken(port, host=host):
            return port
    raise OSError("no free TCP port")


def free_udp_port(host: str = "127.0.0.1") -> int:
    with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as probe:
        probe.bind((host, 0))
        port: int = probe.getsockname()[1]
        return port


def is_taken(port: int, *, host: str = "127.0.0.1", kind: socket.SocketKind = socket.SOCK_STREAM) -> bool:
    """Whether something holds the port now; for TCP a connection that only lingers does not count."""
    with closing(socket.socket(socket.AF_INET, kind)) as probe:
        if kind == socket.SOCK_STREAM:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return True
    return False


def free_udp_range(size: int, *, host: str = "127.0.0.1") -> tuple[int, int]:
    """First and last port of a block, starting even, below the ports that the system itself gives out.

    The block is looked at, not reserved: RTP ports are taken one by one and a taken one is stepped over.
    """
    for start in range(10000 + (free_udp_port(host) % 200) * 80, 32000 - size, size):
        even = start + start % 2
        if not any(is_taken(even + step, host=host, kind=socket.SOCK_DGRAM) for step in range(0, size, 50)):
            return even, even + size - 1
    raise OSError("no free block of UDP ports")
