"""Where the node is and how to be let in, from what a user gives."""

from pathlib import Path

import pytest

from bitcoin_office.adapters.bitcoin_core.settings import CookieFile, Password, node_settings
from bitcoin_office.terms.errors import UsageError

PASSWORD = {"BITCOIN_RPC_USER": "office", "BITCOIN_RPC_PASSWORD": "hush"}


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("127.0.0.1:8332", "http://127.0.0.1:8332"),
        ("localhost:18443", "http://localhost:18443"),
        ("http://[::1]:8332/", "http://[::1]:8332"),
        ("node.example:443", "https://node.example:443"),
        ("https://node.example:8332/rpc/", "https://node.example:8332/rpc"),
    ],
)
def test_addresses_that_can_be_meant(written: str, meant: str):
    """Without a scheme this machine is asked over http, any other over https."""
    assert node_settings(written, environment=PASSWORD).url == meant


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("http://node.example:8332", "another machine"),
        ("https://office:hush@node.example:8332", "must not hold credentials"),
        ("https://node.example", "with the port"),
        ("https://node.example:port", "with the port"),
        ("ftp://node.example:21", "Cannot use the node address"),
        ("", "Cannot use the node address"),
    ],
)
def test_addresses_that_are_refused(written: str, problem: str):
    """Plain http to another machine, credentials in the address, a missing port and other schemes are refused."""
    with pytest.raises(UsageError, match=problem) as caught:
        node_settings(written, environment=PASSWORD)
    assert "hush" not in str(caught.value)


def test_plain_http_may_be_allowed():
    """Inside a private network plain http can be allowed."""
    assert node_settings("http://bitcoind:8332", environment=PASSWORD, plain_http=True).url == "http://bitcoind:8332"


def test_credentials():
    """A cookie file goes before the environment; with neither, the error names both ways."""
    cookie = Path("/node/.cookie")
    assert node_settings("localhost:1", environment=PASSWORD, cookie=cookie).credentials == CookieFile(path=cookie)
    assert node_settings("localhost:1", environment=PASSWORD).credentials == Password(user="office", secret="hush")
    with pytest.raises(UsageError, match=r"--cookie.*BITCOIN_RPC_USER"):
        node_settings("localhost:1", environment={"BITCOIN_RPC_USER": "office"})
