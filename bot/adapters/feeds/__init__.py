"""Feeds: fetched by aiohttp, parsed by feedparser in a process of its own, full texts by trafilatura there too."""
