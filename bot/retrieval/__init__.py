"""Questions over the archive: the stories that answer, with the sentences that say it; or that there is none."""

from bot.retrieval.documents import Document, Rarity, document_of
from bot.retrieval.questions import Question, names_of, read_question
from bot.retrieval.ranking import Found, answers, rank

__all__ = ["Document", "Found", "Question", "Rarity", "answers", "document_of", "names_of", "rank", "read_question"]
