"""Each story's event, as it is read: what it is about is held against what the stories of the last days were about."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.events.gist import dump_gist, gist_of, load_gist
from bot.events.grouping import KEPT, EventIndex
from bot.listings import Listings
from bot.ports import Store, StoredStory
from bot.reading import Extraction
from bot.watch import Silence

_SWEPT = timedelta(hours=1)
_OF_ANOTHER_TIME = (Silence.OTHER_TIME, Silence.OLD, Silence.OLD_DATELINE)


class Events:
    """The stories of the last days in memory, filled from the store when the first story is placed."""

    def __init__(self, store: Store, table: Listings) -> None:
        self._store, self._table = store, table
        self._index: EventIndex | None = None
        self._swept: datetime | None = None

    def place(self, stored: StoredStory, extraction: Extraction, now: datetime) -> None:
        """Within a transaction of the caller's. A story that was revised stays where it is."""
        if stored.revises:
            return
        if self._index is None:
            self._index = self._filled(now)
        if self._swept is None or now - self._swept >= _SWEPT:
            self._index.forget_before(now - KEPT)
            self._swept = now
        gist = gist_of(stored.story, extraction, self._table)
        if stored.silence in _OF_ANOTHER_TIME:
            # What resurfaces is told by nobody now, and finds nobody.
            self._store.place_story(stored.number, stored.number, dump_gist(gist))
            return
        place = self._index.place(stored.number, gist)
        self._store.place_story(stored.number, place.event, dump_gist(gist))

    def _filled(self, now: datetime) -> EventIndex:
        index = EventIndex()
        for number, event, gist in self._store.gists(now - KEPT):
            index.remember(number, load_gist(gist), event)
        return index
