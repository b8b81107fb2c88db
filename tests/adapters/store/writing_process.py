"""A program that posts until it is killed, and says on its output what was acknowledged. Run by the tests."""

import sys

from bitcoin_office.adapters.store import open_books
from tests.bookkeeping import EQUITY, TILL, buy, draft, leg, move, usd


def batch(writer: str, number: int, size: int) -> list:
    """Payments, and in every fourth batch a purchase of coins and a move of some of them."""
    drafts = [
        draft(f"{writer}-{number}-{n}", (number * size + n) % 400, leg(TILL, usd(n + 1)), leg(EQUITY, usd(-n - 1)))
        for n in range(size)
    ]
    if number % 4 == 0:
        drafts += [buy(f"{writer}-{number}-buy", number % 400, 7, 10), move(f"{writer}-{number}-move", number % 400, 3)]
    return drafts


def main() -> None:
    """Arguments: the books' address, the writer's name, the size of a batch, and how many batches."""
    address, writer, size, batches = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    with open_books(address) as books:
        print("ready", flush=True)
        for number in range(batches):
            for entry in books.post(batch(writer, number, size)):
                print(entry.seq, entry.external_id, entry.hash, flush=False)
            print("acknowledged", number, flush=True)


if __name__ == "__main__":
    main()
