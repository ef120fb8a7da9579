"""What people may want of the bot, a file a kind of wish; and which of them a line is."""

from bot.conversation.grammar.wishes.decide import decide

__all__ = ["decide"]
