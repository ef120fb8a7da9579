"""The composition root: config -> adapters -> pipeline, and the tasks that run it until a signal."""

from bot.app.application import run
from bot.app.making import (
    SystemClock,
    load_prompt,
    load_prompts,
    make_feeds,
    make_first_pass,
    make_model,
    make_sight,
    make_speech,
    owned_store,
    sync_feeds,
    user_agent,
)

__all__ = ["SystemClock", "load_prompt", "load_prompts", "make_feeds", "make_first_pass", "make_model", "make_sight", "make_speech", "owned_store", "run", "sync_feeds", "user_agent"]  # fmt: skip
