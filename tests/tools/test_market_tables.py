"""The script that makes the shipped tables: a second series decides what is agreed, and every difference is listed."""

import base64
import json
import subprocess
import sys
from pathlib import Path

import pytest

TOOL = Path(__file__).resolve().parents[2] / "tools" / "market_tables.py"
GENESIS_BITS, GENESIS_TARGET = 0x1D00FFFF, 0xFFFF << 208


def checkpoint(height: int, bits: int) -> str:
    """A line of bitcoinj's checkpoint file."""
    header = bytes(72) + bits.to_bytes(4, "little") + bytes(4)
    return base64.b64encode(bytes(12) + height.to_bytes(4, "big") + header).decode()


@pytest.fixture
def inputs(tmp_path: Path) -> dict[str, Path]:
    """Small inputs of every kind."""
    texts = {
        "price": (
            "date,close_usd,source,first_close,other_close\n"
            "2021-07-30,40000,x,,\n"
            "2021-07-31,41494.2,x,41474.7,\n"
            "2021-08-31,47101.1,x,,40000\n"
            "2021-09-06,52703.4,x,52800,40000\n"
            "2021-09-07,46951.5,x,,\n"
        ),
        "headers": "\n".join(
            ["TXT CHECKPOINTS 1", "0", "2", checkpoint(2016, GENESIS_BITS), checkpoint(4032, 0x1D00D86A), ""]
        ),
        "targets": json.dumps([["00", GENESIS_TARGET], ["00", 0xD86A << 208], ["00", 0xBE71 << 208]]),
        "epochs": (
            "epoch,start_time_utc\n0,2009-01-03T18:15:05Z\n1,2009-11-27T13:38:51Z\n"
            "2,2009-12-30T06:11:04Z\n3,2010-06-11T00:00:00Z\n4,2010-07-02T00:00:00Z\n"
        ),
        "fx": "month,pkr_per_usd\n" + "".join(f"2025-{month:02d},{280 + month}.1234\n" for month in range(1, 13)),
        "fx-second": (
            "series,title,unit,period,value\nusdPkr,t,PKR,2025-01,281\nusdPkr,t,PKR,2025-02,300\nother,t,x,2025-03,1\n"
        ),
        "fx-yearly": "iso3,indicator,name,year,value\nPAK,PA.NUS.FCRF,n,2025,300\nSLV,PA.NUS.FCRF,n,2025,1\n",
    }
    paths: dict[str, Path] = {}
    for name, text in texts.items():
        paths[name] = tmp_path / name
        paths[name].write_text(text)
    paths["out"] = tmp_path / "out"
    paths["out"].mkdir()
    return paths


def run(inputs: dict[str, Path], *arguments: str) -> subprocess.CompletedProcess[str]:
    """Runs the script."""
    paths = [part for name, path in inputs.items() for part in (f"--{name}", str(path))]
    return subprocess.run([sys.executable, str(TOOL), *paths, *arguments], capture_output=True, text=True, check=False)


def lines(inputs: dict[str, Path], name: str) -> list[str]:
    """The lines of a written table after the first."""
    return (inputs["out"] / f"{name}.csv").read_text().splitlines()[1:]


def test_closes_are_rounded_and_counted(inputs: dict[str, Path]):
    """Daily closes from the first purchase, month ends before; 2 only where the preferred second series agrees."""
    assert run(inputs).returncode == 0
    assert lines(inputs, "btc_usd_daily") == ["2021-09-06,52703,2", "2021-09-07,46952,1"]
    assert lines(inputs, "btc_usd_month_end") == ["2021-07-31,41494,2", "2021-08-31,47101,1"]


def test_difficulty_is_that_of_the_headers(inputs: dict[str, Path]):
    """The target in force on the first day of a quarter, as difficulty; 1 where the second file does not reach."""
    run(inputs)
    assert lines(inputs, "difficulty_quarterly") == ["2010-01-01,1.18,2", "2010-04-01,1.18,2", "2010-07-01,1.34,1"]


def test_rupees_are_compared_by_month_and_by_year(inputs: dict[str, Path]):
    """A month is agreed where the second monthly series is near; the year's mean is held against the yearly average."""
    run(inputs)
    assert lines(inputs, "usd_pkr_monthly")[:3] == ["2025-01-01,281.12,2", "2025-02-01,282.12,1", "2025-03-01,283.12,1"]


def test_every_difference_above_one_percent_is_listed(inputs: dict[str, Path]):
    """Whatever series it is from, preferred or not, a difference above 1 % stands in the list."""
    run(inputs)
    assert lines(inputs, "disagreements") == [
        "2021-09-06,btc_usd_daily,52703,40000,31.76,other",
        "2021-08-31,btc_usd_month_end,47101,40000,17.75,other",
        "2025-02-01,usd_pkr_monthly,282.12,300.00,6.34,sbp",
        "2025-01-01,usd_pkr_yearly_mean,286.62,300.00,4.67,wdi",
    ]


def test_the_check_finds_an_edited_table(inputs: dict[str, Path]):
    """--check passes for what was just made, and names a table that somebody changed by hand."""
    run(inputs)
    assert run(inputs, "--check").returncode == 0
    table = inputs["out"] / "btc_usd_daily.csv"
    table.write_text(table.read_text().replace("52703", "52704"))
    checked = run(inputs, "--check")
    assert checked.returncode == 1
    assert "differs: btc_usd_daily.csv" in checked.stdout
