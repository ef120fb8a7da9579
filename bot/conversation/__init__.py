"""What people type or press, what is done, and what is answered."""

from bot.conversation.context import Context, Reply
from bot.conversation.newcomers import AccessMode, Rules
from bot.conversation.steps import Conversation, Outcome
from bot.conversation.table import COMMANDS, menus, profiles

__all__ = ["COMMANDS", "AccessMode", "Context", "Conversation", "Outcome", "Reply", "Rules", "menus", "profiles"]
