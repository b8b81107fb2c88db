"""Data and sources: every file and address from which a reader or a machine can take the figures away."""

from __future__ import annotations

from litestar import Response, get
from litestar.di import NamedDependency

from bitcoin_office.app.stories import story_names
from bitcoin_office.web.visit import Visit


@get("/{lang:str}/data", sync_to_thread=True)
def data(visit: NamedDependency[Visit]) -> Response[bytes]:
    """What can be taken away, window by window."""
    told = {each.slug: story_names(each) for each in visit.site.windows}
    return visit.page("data.html", windows=visit.site.windows, stories=told)
