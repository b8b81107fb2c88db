"""Programme, disclosures and claims for machines."""

from __future__ import annotations

import asyncio
from typing import Annotated

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody, QueryParameter

from bitcoin_office.app.claims import check_sentences
from bitcoin_office.playbook.diff import COMPARED
from bitcoin_office.playbook.entries import Entry, entries_of
from bitcoin_office.reserve.claims.claim import Claim
from bitcoin_office.reserve.disclosure.result import FileSummary, Verification
from bitcoin_office.terms.errors import NotFoundError, UsageError
from bitcoin_office.terms.pattern import END
from bitcoin_office.web.api.answers import API, USUAL_ITEMS, After, Limit, Part, answers, json_answer, part
from bitcoin_office.web.claims_page import MOST_BODY_BYTES, MOST_CHARACTERS
from bitcoin_office.web.programme_page import programme_of
from bitcoin_office.web.reserve_page import day_asked
from bitcoin_office.web.visit import Visit

Section = Annotated[str | None, QueryParameter(max_length=40, description=f"Only this section: {', '.join(COMPARED)}.")]


class ClaimsAsked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A text in English, and the day on which it was printed."""

    text: Annotated[str, msgspec.Meta(min_length=1, max_length=MOST_CHARACTERS)]
    published: Annotated[str, msgspec.Meta(pattern=f"^[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}{END}")]


@get("/{where:str}/programme", sync_to_thread=True, responses=answers(Part[Entry], "In the order of the schema."))
def programme(
    visit: NamedDependency[Visit], section: Section = None, limit: Limit = USUAL_ITEMS, after: After = 0
) -> Response[bytes]:
    """Everything that a country declares, entry by entry with its source."""
    if section is not None and section not in COMPARED:
        raise NotFoundError(kind="section", name=section, known=COMPARED)
    declared = programme_of(visit)
    wanted = COMPARED if section is None else (section,)
    entries = tuple(entry for name in wanted for entry in entries_of(declared, name))
    address = f"{API}/{visit.place.slug}/programme"
    found = part(entries, schema="programme-entries/1", address=address, limit=limit, after=after, training=False)
    if section is not None and found.next is not None:
        found = msgspec.structs.replace(found, next=f"{found.next}&section={section}")
    return json_answer(found)


@get("/{where:str}/disclosures", sync_to_thread=True, responses=answers(Part[FileSummary], "By number."))
def disclosures(visit: NamedDependency[Visit], limit: Limit = USUAL_ITEMS, after: After = 0) -> Response[bytes]:
    """The disclosures with what their verification came to. The files are at ``/files/WHERE/disclosure-NNNN.json``."""
    found = visit.site.published(visit.place)
    files = () if found is None else found.files
    address = f"{API}/{visit.place.slug}/disclosures"
    training = visit.place.training
    return json_answer(
        part(files, schema="disclosures/1", address=address, limit=limit, after=after, training=training)
    )


@get("/{where:str}/verification", sync_to_thread=True, responses=answers(Verification, "As ``verify --json``."))
def verification(visit: NamedDependency[Visit]) -> Response[bytes]:
    """What all disclosures together prove, what they cannot, and what is wrong."""
    found = visit.site.published(visit.place)
    if found is None:
        raise NotFoundError(kind="disclosure of", name=visit.place.slug)
    return json_answer(found)


@post(
    "/{where:str}/claims",
    status_code=200,
    request_max_body_size=MOST_BODY_BYTES,
    responses=answers(list[Claim], "As ``claims check --json``.", takes_body=True),
)
async def claims(visit: NamedDependency[Visit], data: JSONBody[ClaimsAsked]) -> Response[bytes]:
    """Judges what a text says about bitcoin held. Nothing of it is stored."""
    if visit.place.training:
        raise NotFoundError(kind="record of", name=visit.place.slug)
    day = day_asked(visit, data.published)
    if day is None:
        raise UsageError("The day is missing.")
    checked = await asyncio.to_thread(check_sentences, data.text, visit.place.country, day)
    return json_answer(checked.claims, decimals_as_numbers=True, public=False)
