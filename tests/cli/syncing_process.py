"""A sync in a process of its own, one block a step, so that there are many moments at which it can be killed."""

import functools
import sys

from bitcoin_office.cli.main import main
from bitcoin_office.office import sync

sync.follow = functools.partial(sync.follow, blocks_a_step=1)
sys.argv = ["bitcoin-office", *sys.argv[1:]]
main()
