"""Ports: the wanted ones, or free ones, and said so."""

import socket

from launcher import ports


def test_a_free_port_is_kept():
    wanted = ports.any_free()
    assert ports.choose({"PORT": wanted}) == ([wanted], [])


def test_a_taken_port_is_replaced_and_said_so():
    with socket.create_server(("127.0.0.1", 0)) as stranger:
        taken = stranger.getsockname()[1]
        (found,), said = ports.choose({"PORT": taken})
    assert found != taken
    assert said == [f"Port {taken} is taken: {found} instead (PORT)."]


def test_a_port_just_left_counts_as_free():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)) as client:
            accepted, _ = server.accept()
            accepted.close()  # the one that closes first is left waiting
            client.recv(1)
    assert ports.is_free(port)


def test_any_port_may_be_asked_for_silently():
    chosen, said = ports.choose({"PORT": 0, "LIVE_PORT": 0})
    assert len(set(chosen)) == 2
    assert said == []


def test_no_two_names_get_one_port():
    wanted = ports.any_free()
    chosen, _ = ports.choose({"PORT": wanted, "LIVE_PORT": wanted})
    assert len(set(chosen)) == 2
