"""Free ports are free, and a held one is seen."""

import socket

from runtime.ports import free_tcp_port, free_udp_port, free_udp_range, is_taken


def test_a_listening_port_is_taken_and_a_closed_one_is_not() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert is_taken(port)
    assert not is_taken(port)


def test_a_bound_udp_port_is_taken() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as holder:
        holder.bind(("127.0.0.1", 0))
        assert is_taken(holder.getsockname()[1], kind=socket.SOCK_DGRAM)


def test_a_free_port_can_be_bound() -> None:
    with socket.create_server(("127.0.0.1", free_tcp_port())):
        pass
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as holder:
        holder.bind(("127.0.0.1", free_udp_port()))


def test_a_free_tcp_port_is_never_the_same_nor_one_of_the_systems_own_nor_a_taken_one() -> None:
    given = free_tcp_port()
    with socket.create_server(("127.0.0.1", given + 1)):
        others = {free_tcp_port() for _ in range(40)}
    assert len(others) == 40
    assert not others & {given, given + 1}
    assert max(others) < 32_768


def test_a_block_of_ports_starts_even_and_lies_below_the_systems_own() -> None:
    first, last = free_udp_range(400)
    assert first % 2 == 0
    assert last - first == 399
    assert last < 32768
