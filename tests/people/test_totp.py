"""Codes of a second factor, by the vectors of RFC 6238, appendix B."""

import base64

import pytest

from bitcoin_office.people.totp import STEP_SECONDS, address_of, code_at, is_secret, matching_step, secret_of

SECRET = base64.b32encode(b"12345678901234567890").decode()


@pytest.mark.parametrize(
    ("second", "code"),
    [
        (59, "94287082"),
        (1111111109, "07081804"),
        (1111111111, "14050471"),
        (1234567890, "89005924"),
        (2000000000, "69279037"),
        (20000000000, "65353130"),
    ],
)
def test_the_vectors_of_the_rfc(second: int, code: str) -> None:
    """Every published value, in eight digits; ours are its last six."""
    assert code_at(SECRET, second // STEP_SECONDS, digits=8) == code
    assert code_at(SECRET, second // STEP_SECONDS) == code[-6:]


def test_a_code_counts_near_its_time_and_once() -> None:
    """One step to either side, with spaces between; never a step that was used, never an earlier one."""
    now, step = 1_234_567_890, 1_234_567_890 // STEP_SECONDS
    for aside in (-1, 0, 1):
        code = code_at(SECRET, step + aside)
        assert matching_step(SECRET, f" {code[:3]} {code[3:]}", now, 0) == step + aside
        assert matching_step(SECRET, code, now, step + aside) is None
    for code in (code_at(SECRET, step + 2), code_at(SECRET, step - 2), "", "000", "ü" * 6):
        assert matching_step(SECRET, code, now, 0) is None


def test_secrets_have_their_length() -> None:
    """160 bits, in the form that apps take."""
    secret = secret_of(bytes(range(20)))
    assert is_secret(secret)
    assert not is_secret(secret[:16])
    assert not is_secret("no secret!")
    assert address_of(secret, "Ana Pérez", "An Office") == (
        f"otpauth://totp/An%20Office:Ana%20P%C3%A9rez?secret={secret}&issuer=An%20Office&digits=6&period=30"
    )
