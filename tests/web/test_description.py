"""The interface against its own description: Schemathesis invents requests, good and bad, for every address."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from bitcoin_office.web.application import application

CHECKS = (not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance)
OPERATIONS = (
    "GET /api/v1/windows",
    "GET /api/v1/{where}/statement",
    "GET /api/v1/{where}/history",
    "GET /api/v1/{where}/history.csv",
    "GET /api/v1/{where}/history.parquet",
    "GET /api/v1/{where}/purchases",
    "GET /api/v1/{where}/purchases.csv",
    "GET /api/v1/{where}/purchases.parquet",
    "GET /api/v1/{where}/purchases.beancount",
    "GET /api/v1/{where}/programme",
    "GET /api/v1/{where}/disclosures",
    "GET /api/v1/{where}/stories",
    "GET /api/v1/{where}/stories/{name}",
    "GET /api/v1/{where}/stories/{name}/series.csv",
    "GET /api/v1/{where}/stories/{name}/series.parquet",
    "GET /api/v1/{where}/verification",
    "POST /api/v1/{where}/claims",
)
WINDOWS = ("sv", "pk", "training", None)
STORIES = ("sv-reserve", None)
# Any text may stand for a country; only these have more to ask, and so can be asked badly.
ASKABLE = ("statement", "history", "purchases", "programme", "disclosures", "stories", "claims")
ASKED = [(label, GenerationMode.POSITIVE) for label in OPERATIONS]
ASKED += [(label, GenerationMode.NEGATIVE) for label in OPERATIONS if label.endswith(ASKABLE)]


@pytest.fixture(scope="module")
def operations(offices: tuple[Path, Path], story_office: Path) -> dict[str, Any]:
    """Every operation of the description, by its name."""
    schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", application([*offices, story_office], burst=1e9))
    return {each.ok().label: each.ok() for each in schema.get_all_operations()}


def test_every_operation_is_asked(operations: dict[str, Any]) -> None:
    """The list here is that of the description."""
    assert sorted(operations) == sorted(OPERATIONS)


@pytest.mark.slow
@pytest.mark.parametrize(("label", "mode"), ASKED)
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_no_request_ends_in_a_mistake_of_ours(operations: dict[str, Any], label: str, mode: GenerationMode) -> None:
    """Whatever is asked, the status, type and form of the answer are those that are described, and never a 5xx."""
    cases = operations[label].as_strategy(generation_mode=mode)

    @settings(max_examples=12, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(
        case=cases, where=st.sampled_from(["sv", "pk", "training", None]), name=st.sampled_from(["sv-reserve", None])
    )
    def asked(case: Any, where: str | None, name: str | None) -> None:
        if name is not None and "name" in (case.path_parameters or {}):
            case.path_parameters["name"] = name
        if where is not None and "where" in (case.path_parameters or {}):
            case.path_parameters["where"] = where
        case.validate_response(case.call(), checks=CHECKS)

    asked()
