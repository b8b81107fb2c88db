"""Single entries changed for one question: what they change, whose word they are, and every way to get them wrong."""

from decimal import Decimal

import pytest

from bitcoin_office.app.countries import CountryDataError, SettingError
from bitcoin_office.app.playbook import asked, asked_with, load_playbook
from bitcoin_office.playbook.setting import SAYS_WHO
from bitcoin_office.terms.errors import UsageError
from bitcoin_office.terms.finding import Finding
from bitcoin_office.terms.source import Quality

BASE = "pk+sv-reserve"


def findings(setting: str) -> tuple[Finding, ...]:
    """What is wrong with a setting over the adopted reserve."""
    with pytest.raises(CountryDataError) as caught:
        load_playbook(f"{BASE}+{setting}")
    return caught.value.findings


def test_a_figure_is_changed_and_is_nobodys_word_but_the_users():
    """Power by its short name: the number changes, and its source says that it was set on the command line."""
    playbook = load_playbook(f"{BASE}+mining.power=1000")
    assert playbook.programme.mining is not None
    power = playbook.programme.mining.power
    assert power is not None
    assert power.source is not None
    assert (power.value, power.unit, power.source.title, power.trust) == (1000, "MW", SAYS_WHO, Quality.UNCERTAIN)
    assert playbook.label == f"{BASE}+mining.power=1000"


def test_an_entry_of_a_list_is_named_by_its_id_or_day():
    """A rule by its id, a dated value by its day; the others stay as they were."""
    before = load_playbook(BASE).programme
    after = load_playbook(asked_with(BASE, (), ("reserve.rules.one-a-day.sats=50_000_000",))).programme
    assert after.reserve is not None
    assert [getattr(rule, "sats", None) for rule in after.reserve.rules] == [50_000_000]
    dated = load_playbook("pk+parameters.policy_rate.2026-04-28=12.5").programme.parameters["policy_rate"]
    assert [value.value for value in dated[:-1]] == [value.value for value in before.parameters["policy_rate"][:-1]]
    assert (dated[-1].value, dated[-1].source.title) == (Decimal("12.5"), SAYS_WHO)


def test_the_hash_of_a_programme_tells_settings_apart():
    """No two of these programmes share a digest."""
    asked_for = (BASE, f"{BASE}+mining.power=1000", f"{BASE}+mining.power=1001", f"{BASE}+mining.power.value=1000")
    assert len({load_playbook(one).digest for one in asked_for}) == len(asked_for)


def test_later_settings_win_and_come_after_overlays():
    """The last word about an entry counts, whatever overlays said before."""
    rule = "reserve.rules.one-a-day.sats"
    reserve = load_playbook(f"pk+{rule}=5+sv-reserve+{rule}=7").programme.reserve
    assert reserve is not None
    assert [getattr(one, "sats", None) for one in reserve.rules] == [7]


@pytest.mark.parametrize(
    ("setting", "code", "remedy"),
    [
        ("minig.power=5", "unknown-key", "Did you mean 'mining'?"),
        ("mining.powr=5", "unknown-key", "Did you mean 'power'?"),
        ("reserve.rules.one-a-dai.sats=5", "unknown-path", "Did you mean 'one-a-day'?"),
        ("reserve.rules.one-a-day.satz=5", "unknown-key", "Did you mean 'sats'?"),
        ("reserve.rules.one-a-day.interval=weak", "unknown-value", "Did you mean 'week'?"),
        ("reserve.rules.one-a-day.sats.more=5", "unknown-path", "has no entries"),
        ("parameters.polici_rate.2026-04-28=3", "unknown-path", "Did you mean 'policy_rate'?"),
        ("parameters.policy_rate=5", "setting-form", "2025-05-05, 2025-12-16, 2026-04-28"),
        ("reserve=3", "setting-form", "Name one of its entries"),
        ("mining.power=lots", "wrong-type", "digits only"),
        ("mining.power=-5", "out-of-range", ""),
        ("mining.power=inf", "wrong-type", ""),
        ("mining.power=5\nreserve=3", "wrong-type", ""),
        ("=5", "setting-form", "Write key.path=value"),
    ],
)
def test_what_cannot_be_meant_is_a_finding_with_the_nearest_name(setting, code, remedy):
    """One finding, that names the setting's key and what was probably meant."""
    (finding,) = findings(setting)
    assert (finding.code, finding.place.file, finding.place.key) == (code, "--set", setting.split("=", maxsplit=1)[0])
    assert remedy in finding.remedy


def test_a_part_with_a_sign_is_a_setting_unless_it_is_a_file(tmp_path, monkeypatch):
    """``a=b.toml`` is an overlay where such a file is there, else a setting."""
    monkeypatch.chdir(tmp_path)
    assert asked("pk+a=b.toml").settings == ("a=b.toml",)
    (tmp_path / "a=b.toml").touch()
    assert asked("pk+a=b.toml").overlays == ("a=b.toml",)


def test_a_wrong_setting_is_a_matter_of_usage_and_a_wrong_file_is_not(tmp_path):
    """Exit code 2 for what was typed, also beside an overlay; with a broken file beside it, 3 and both are told."""
    for setting in ("foo", "reserve.foo=1", "mining.power=-5"):
        with pytest.raises(SettingError) as caught:
            load_playbook(asked_with(BASE, (), (setting,)))
        assert isinstance(caught.value, UsageError)
        assert setting.partition("=")[0] in str(caught.value)
        assert "files" not in str(caught.value)
    broken = tmp_path / "broken.toml"
    broken.write_text('schema = "bitcoin-office/overlay/1"\n')
    with pytest.raises(CountryDataError) as both:
        load_playbook(asked_with("pk", (str(broken),), ("reserve.foo=1",)))
    assert not isinstance(both.value, UsageError)
    assert {finding.place.file for finding in both.value.findings} == {"--set", str(broken)}
