"""A local server that answers like the public sources do, byte shapes and habits included, and fails on request."""

from __future__ import annotations

import datetime as dt
import json
import threading
import time
from collections.abc import Callable
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from bitcoin_office.adapters.prices.shipped import shipped_market

DAY = dt.timedelta(days=1)
RETARGETS = (
    (dt.datetime(2024, 4, 10, 13, 46, tzinfo=dt.UTC), 838656, "86388558925171.02", 1.03917),
    (dt.datetime(2024, 4, 24, 22, 51, tzinfo=dt.UTC), 840672, "88104191118793.16", 1.01986),
    (dt.datetime(2024, 5, 9, 15, 22, tzinfo=dt.UTC), 842688, "83148355189239.77", 0.94375),
    (dt.datetime(2024, 5, 23, 12, 12, tzinfo=dt.UTC), 844704, "84381461788831.34", 1.01483),
)

type_of_fault = Callable[["Handler"], None]


def close(day: dt.date) -> Decimal:
    """The true close of a day: cents beside the shipped table, and made up where that has none."""
    shipped = shipped_market().btc_usd.on(day)
    return (shipped.value if shipped else Decimal(60_000) + day.toordinal() % 97 * 10) + Decimal("0.25")


def pkr(day: dt.date) -> Decimal:
    """The true rupees for a dollar: those of the month in the shipped table, and a little more every day."""
    carried = shipped_market().usd_pkr.carried(day, 30)
    return (carried.observation.value if carried else Decimal(278)) + Decimal(day.day - 1) / 100


def unix(day: dt.date) -> int:
    """Midnight as a Unix time."""
    return int(dt.datetime.combine(day, dt.time(), dt.UTC).timestamp())


def day_at(time_text: str) -> dt.date:
    """The day of a Unix time."""
    return dt.datetime.fromtimestamp(int(time_text), dt.UTC).date()


def days(first: dt.date, last: dt.date) -> list[dt.date]:
    """Every day, both ends included."""
    return [first + DAY * place for place in range(max(0, (last - first).days + 1))]


class MarketServer(ThreadingHTTPServer):
    """Answers for days up to ``today``, whose candle is still moving; ``skew`` multiplies a source's figures."""

    daemon_threads = True

    def __init__(self, today: dt.date) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.today = today
        self.asked: list[str] = []
        self.faults: list[tuple[str, type_of_fault]] = []
        self.skew: dict[str, Callable[[dt.date], Decimal]] = {}
        self.holes: set[dt.date] = set()
        self._thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()

    @property
    def url(self) -> str:
        """The address of the server."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def figure(self, source: str, day: dt.date, true: Decimal) -> Decimal:
        """What a source says for a day."""
        return true * self.skew.get(source, lambda _: Decimal(1))(day)

    def fail(self, part_of_path: str, fault: type_of_fault, times: int = 1) -> None:
        """Lets the next requests whose path contains the part fail."""
        self.faults += [(part_of_path, fault)] * times

    def requests(self, part_of_path: str) -> list[str]:
        """The paths asked for that contain the part."""
        return [path for path in self.asked if part_of_path in path]

    def handle_error(self, *_: object) -> None:
        """A client that hangs up early is part of what is tested."""

    def close(self) -> None:
        """Stops."""
        self.shutdown()
        self._thread.join()
        self.server_close()


class Handler(BaseHTTPRequestHandler):
    """One request."""

    server: MarketServer
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, *_: object) -> None:
        """Quiet."""

    def do_GET(self) -> None:
        """Answers, or fails as the next matching fault says."""
        self.server.asked.append(self.path)
        for place, (part, fault) in enumerate(self.server.faults):
            if part in self.path:
                del self.server.faults[place]
                fault(self)
                return
        self.answer()

    def answer(self) -> None:
        """The good answer of the source that the path belongs to."""
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        for prefix, route in ROUTES.items():
            if parts.path.startswith(prefix):
                route(self, parts.path, query)
                return
        self.send(404, b"not found")

    def json(self, answer: object, status: int = 200) -> None:
        """Sends JSON."""
        self.send(status, json.dumps(answer, default=float).encode(), "application/json")

    def send(self, status: int, body: bytes, kind: str = "text/html", **headers: str) -> None:
        """Sends a whole answer."""
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def known(self, first: dt.date, last: dt.date) -> list[dt.date]:
        """The days with a candle, today's unfinished one included."""
        return [day for day in days(first, min(last, self.server.today)) if day not in self.server.holes]

    def bitstamp(self, _: str, query: dict[str, str]) -> None:
        """Oldest first, all numbers as texts."""
        asked = self.known(day_at(query["start"]), day_at(query["end"]))[: int(query["limit"])]
        candles = [
            {
                "close": str(self.server.figure("bitstamp", day, close(day))),
                "high": "99999",
                "low": "1",
                "open": "2",
                "timestamp": str(unix(day)),
                "volume": "1234.56789012",
            }
            for day in asked
        ]
        self.json({"data": {"ohlc": candles, "pair": "BTC/USD"}})

    def coinbase(self, _: str, query: dict[str, str]) -> None:
        """Newest first, with a candle from before the start; too long a period is refused."""
        first, last = (dt.datetime.fromisoformat(query[name]).date() for name in ("start", "end"))
        if (last - first).days >= 300:
            self.json({"message": "granularity too small for the requested time range"}, 400)
            return
        candles = [
            [unix(day), 1, 99999, 2, self.server.figure("coinbase", day, close(day)), 4321.12345678]
            for day in reversed(self.known(first - DAY, last))
        ]
        self.json(candles)

    def kraken(self, _: str, query: dict[str, str]) -> None:
        """The latest 720 candles at most, the unfinished one always."""
        since = day_at(query["since"])
        asked = [day for day in self.known(self.server.today - 719 * DAY, self.server.today) if day > since]
        candles = [
            [unix(day), "2", "9", "1", str(self.server.figure("kraken", day, close(day))), "5", "1.5", 42]
            for day in asked
        ]
        self.json({"error": [], "result": {"XXBTZUSD": candles, "last": unix(self.server.today - DAY)}})

    def retargets(self, *_: object) -> None:
        """Newest first: time, height, difficulty, change."""
        rows = [
            [int(at.timestamp()), height, float(difficulty), change]
            for at, height, difficulty, change in reversed(RETARGETS)
        ]
        self.json(rows)

    def hashrates(self, *_: object) -> None:
        """Each figure at the midnight that ends its day."""
        asked = self.known(dt.date(2024, 5, 1), self.server.today - DAY)
        rows = [{"timestamp": unix(day + DAY), "avgHashrate": 600_000_000_000_000_000_000 + day.day} for day in asked]
        self.json({"hashrates": rows, "difficulty": [], "currentHashrate": 1, "currentDifficulty": 1.0})

    def chart(self, _: str, query: dict[str, str]) -> None:
        """By day; on the day of a retarget the old difficulty still."""
        first = dt.date.fromisoformat(query["start"])
        last = first + DAY * (int(query["timespan"].removesuffix("days")) - 1)
        values = []
        for day in self.known(first, last):
            passed = [figure for at, _, figure, _ in RETARGETS if at.date() < day]
            if passed:
                values.append({"x": unix(day), "y": float(self.server.figure("blockchain", day, Decimal(passed[-1])))})
        self.json({"status": "ok", "name": "Difficulty", "unit": "Difficulty", "period": "day", "values": values})

    def currency_api(self, path: str, _: dict[str, str]) -> None:
        """One file a day; 404 where there is none."""
        version = path.split("@")[2].split("/", maxsplit=1)[0]
        day = dt.date(*(int(part) for part in version.split(".")))
        if day in self.server.holes or day > self.server.today:
            self.send(404, b"Couldn't find the requested release version", "text/plain")
            return
        rate = float(self.server.figure("currency-api", day, pkr(day)))
        self.json({"date": day.isoformat(), "usd": {"aed": 3.6725, "pkr": rate, "usd": 1}})

    def hmrc(self, path: str, _: dict[str, str]) -> None:
        """One table a month, with a byte-order mark as spreadsheet programs write it."""
        year, month = path.removesuffix(".csv").rpartition("_")[2].split("-")
        rate = pkr(dt.date(int(year), int(month), 1)) * Decimal("1.25")
        text = (
            "\ufeffCountry/Territories,Currency,Currency Code,Currency Units per £1,Start date,End date\n"
            f"Pakistan,Rupee,PKR,{rate:.4f},01/05/2024,31/05/2024\n"
            '"USA, and others",Dollar,USD,1.2500,01/05/2024,31/05/2024\n'
        )
        self.send(200, text.encode(), "text/csv")


ROUTES: dict[str, Callable[[Handler, str, dict[str, str]], None]] = {
    "/api/v2/ohlc/btcusd/": Handler.bitstamp,
    "/products/BTC-USD/candles": Handler.coinbase,
    "/0/public/OHLC": Handler.kraken,
    "/api/v1/mining/difficulty-adjustments": Handler.retargets,
    "/api/v1/mining/hashrate/all": Handler.hashrates,
    "/charts/difficulty": Handler.chart,
    "/npm/@fawazahmed0/currency-api@": Handler.currency_api,
    "/api/v2/exchange_rates/files/monthly_csv_": Handler.hmrc,
}


def status(code: int, **headers: str) -> type_of_fault:
    """Answers with an error status."""
    return lambda handler: handler.send(code, b'{"message": "no"}', "application/json", **headers)


def truncated(handler: Handler) -> None:
    """Promises more bytes than it sends."""
    handler.send_response(200)
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    handler.wfile.write(b'{"data": {"ohlc": [')
    handler.close_connection = True


def body(content: bytes) -> type_of_fault:
    """Answers with something else than expected, and status 200."""
    return lambda handler: handler.send(200, content)


def redirect(target: str) -> type_of_fault:
    """Sends the client elsewhere."""
    return lambda handler: handler.send(302, b"", Location=target)


def silent(handler: Handler) -> None:
    """Says nothing for longer than the client is patient."""
    time.sleep(0.3)
    handler.close_connection = True


def hung_up(handler: Handler) -> None:
    """Closes the connection without an answer."""
    handler.close_connection = True
