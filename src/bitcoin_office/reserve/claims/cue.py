"""The words that say what a figure is about: held, moved, paid, priced, planned, denied, of an earlier day."""

from __future__ import annotations

import enum
import re

import msgspec

from bitcoin_office.reserve.claims.hedge import HEDGE_WORDS
from bitcoin_office.reserve.claims.pattern import joined, whole_words


class Sense(enum.StrEnum):
    """What a cue says about the figures near it."""

    HOLD = "held"
    FLOW = "bought, sold or moved"
    VALUE = "worth"
    COST = "paid"
    PRICE = "price of a coin"
    OTHER = "money of something else"
    PLAN = "planned or supposed"
    DENIED = "denied"
    EARLIER = "of an earlier day"


class Cue(msgspec.Struct, frozen=True):
    """A cue in ``text[start:end]`` of a sentence."""

    start: int
    end: int
    sense: Sense


# The nouns for what one has. A foreign or federal reserve is somebody else's, and in other money.
HOLD_NOUN = joined("""
    (?:stash(?:es)?|(?<!foreign )(?<!federal )reserves?|treasury|treasuries|(?:total )?holdings?|stockpiles?|hoards?
    |troves?|coffers|portfolio|possession|position|stack|tally|balance(?: sheet)?|war chest|nest egg|pile|inventory
    |collection)
""")
FLOW_NOUN = joined("""
    (?:purchases?|buys?|acquisitions?|transfers?|sales?|additions?|hauls?|donations?|withdrawals?|deposits?
    |transactions?|seizures?|auctions?|orders?|splurge|spree|swaps?|payouts?|payments?|inflows?|outflows?|top-up
    |grants?)
""")
OTHER_NOUN = joined(r"""
    (?:loans?|bonds?|funds?|deals?|program(?:me)?s?|facility|debts?|convertibles?|notes|offerings?|profits?|gains?
    |loss(?:es)?|market cap\w*|capitali[sz]ation|company|firm|fees?|fines?|tranches?|packages?|budget|deficit
    |investment|aid|returns?)
""")
# What may stand between "has" and the amount it has.
_FILL = joined(rf"""
    (?:(?:now|still|already|currently|also|just|well|in total|all told|{HEDGE_WORDS}) )*
""")
_AMOUNT = joined(r"""
    (?:[\u20bf$0-9~]|BTC|bitcoin|XBT|US|half|one|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|thirty
    |hundreds|thousands|several)
""")

_DENIED = r"""
    (?:does|do|did|is|was|were|has|have|had|are)(?:n't| not)(?! (?:only|just|include))|cannot|no longer|never
    |den(?:y|ies|ied)|rather than|instead of|(?<!or )not(?! (?:only|just|including|counting|yet))|nor|denial
    |false(?:ly)? claims?
"""
_PLAN = r"""
    plan(?:s|ned|ning)? (?:to|for|on)|aim(?:s|ed|ing)? (?:to|for|at)|want(?:s|ed)? to|target(?:s|ed|ing)?|goals?
    |could|would|might|(?-i:may)(?= )|will|hop(?:es|ed|ing) to|intend(?:s|ed|ing)? to|if|should|propos\w+|ambitions?
    |expect(?:s|ed|ing)? to|on track|predict\w*|forecast\w*|assum\w+|eventually|seek(?:s|ing)? to|pledged? to
    |allow(?:s|ed|ing)?|limit(?:s|ed|ing)? of|cap of
"""
_EARLIER = r"""
    up from|down from|previously|formerly|once (?=held|owned|had|kept|sat)|used to|compared (?:with|to)|against
    |versus|vs\.?
    |(?:rose|grew|risen|grown|increased?|climbed|jumped|fell|fallen|dropped|swelled|swollen|expanded) from
"""
_HOLD = rf"""
    hold(?:s|ing)?|held|own(?:s|ed|ing)|owner of|own|possess(?:es|ed|ing)?|retain(?:s|ed)?|stor(?:es|ed|ing)
    |keeps?|kept|keeping|sit(?:s|ting)? on|sat on|sits?|stands? at|stood at|standing at
    |total(?:s|led|ed|ling|ing)?|amount(?:s|ed|ing)? to
    |accumulat(?:e|es|ed|ing)|amass(?:es|ed|ing)?|stockpiled|gathered|built up|in custody|contain(?:s|ed|ing)?
    |boast(?:s|ed|ing)?|comprises?|consists? of|{HOLD_NOUN}|cold storage|wallets?|vaults?
    |belong(?:s|ed|ing)? to|controls?|controlled|controlling|now at|currently at|hodls?|hodl(?:ed|ing)
    |leav(?:es|ing) (?:[a-z]+ ){{1,3}}with|number of coins|manages?|in hand|to its name|accounts? for|disclosed|declared
    |(?:bring|brought|lift|push|tak|took|rais|boost|increas|swell|expand|grow|grew|ris|rose|climb|swollen)\w*
    (?: (?!targets?|goals?|limits?|cap\b|prices?)[a-z']+){{0,6}} to(?: a total of)?(?= [^a-z]|$)
    |(?:has|have|had|having|report(?:s|ed|ing)?|tracks?|tracked|show(?:s|ed|ing)?|lists?|listed|counts?|counted)
    (?= {_FILL}{_AMOUNT})
"""
_FLOW = rf"""
    buy(?:s|ing)?|bought|purchas(?:e|es|ed|ing)|acquir(?:e|es|ed|ing)|add(?:s|ed|ing)?|sell(?:s|ing)?|sold
    |min(?:es|ed|ing)|mov(?:e|es|ed|ing)(?! (?:up|down|above|past)\b)|transferr?(?:s|ed|ing)?|sen(?:d|ds|t)|sending
    |receiv(?:e|es|ed|ing)|withdr\w+|deposit(?:s|ed|ing)?|donat(?:e|es|ed|ing)|seiz(?:e|es|ed|ing)
    |confiscat(?:e|es|ed|ing)|recover(?:s|ed|ing)?|stolen|stole|hacked|lost|split(?:s|ting)?|spread over
    |consolidat(?:e|es|ed|ing)|swept|liquidat\w+|auction(?:s|ed|ing)?|dug up|dig(?:s|ging)? up|produc(?:e|es|ed|ing)
    |earn(?:s|ed|ing)?|awarded|scooped up|snapped up|picked up|gained|gains?|gave|giv(?:es|en|ing)|borrow\w+|repaid
    |addresses|{FLOW_NOUN}|net of|dumped|offload(?:s|ed|ing)?|swap(?:s|ped)|paid in|ship(?:s|ped)|issu(?:es|ed)
    |reward\w*
"""
_VALUE = r"""
    worth|valued?|values|valuing|valuation|market value|equivalent(?: to| of)?|equal(?:s|ling)?(?: to)?
    |translat\w+ (?:to|into)|priced (?:in dollars|at)|fair value|converts? to|making (?:it|them|the stash)|that is
"""
_COST = r"""
    costs?|costing|paid|pay(?:s|ing)?|spent|spend(?:s|ing)?|invest(?:s|ed|ing)|cost basis|purchase price|outlay
    |for(?= (?:[^a-z]|US|about|around|roughly|nearly|almost|some|over|more than|approximately|just|a total
    |an? (?:average|aggregate|combined|total|estimated)))|proceeds|raised|fetch(?:ed|ing)?
"""
_PRICE = r"""
    prices?|pric(?:ed|ing)(?! in| at)|trad(?:es|ed|ing)|chang(?:es|ed|ing) hands
    |bitcoin (?:was |is |stood |traded )?(?:at|near|around|above|below)|(?:record|all-time) high|quoted
    |(?:bitcoin|btc) (?:rose|climbed|jumped|rallied|hit|reached|topped|fell|slid|dropped|surged|slipped|crossed|passed
    |touched|broke|neared|soared)(?: to| past| above| below)?|bitcoin closed|closed at|market close|exchange rate
    |average (?:price|cost)|per coin|per bitcoin
"""
_OTHER = rf"{OTHER_NOUN}|lend\w*|lent|unreali[sz]ed|imf|gdp|remittances|up on paper"

# In the order in which they are tried where two begin at the same letter.
_SENSES = {
    Sense.DENIED: _DENIED,
    Sense.PLAN: _PLAN,
    Sense.EARLIER: _EARLIER,
    Sense.HOLD: _HOLD,
    Sense.FLOW: _FLOW,
    Sense.VALUE: _VALUE,
    Sense.COST: _COST,
    Sense.PRICE: _PRICE,
    Sense.OTHER: _OTHER,
}
_CUE = re.compile(
    "|".join(f"(?P<{sense.name}>{whole_words(words)})" for sense, words in _SENSES.items()), re.IGNORECASE
)


def cues(text: str) -> tuple[Cue, ...]:
    """The cues of a sentence in order, none overlapping.

    >>> [cue.sense.name for cue in cues("It bought 8 BTC and now holds 6,240 BTC worth $740 million.")]
    ['FLOW', 'HOLD', 'VALUE']
    """
    return tuple(
        Cue(match.start(), match.end(), Sense[match.lastgroup]) for match in _CUE.finditer(text) if match.lastgroup
    )
