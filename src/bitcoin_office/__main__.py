"""``python -m bitcoin_office``: the same as the command ``bitcoin-office``."""

from bitcoin_office.cli.main import main

if __name__ == "__main__":
    main()
