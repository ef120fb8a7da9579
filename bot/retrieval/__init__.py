"""Questions over the archive: the stories that answer, with the sentences that say it; or that there is none."""

from bot.retrieval.documents import Document, Rarity, document_of
from bot.retrieval.questions import Question, Term, is_addition, read_dictionaries, read_question
from bot.retrieval.ranking import Found, answers, cited, rank

__all__ = [
    "Document",
    "Found",
    "Question",
    "Rarity",
    "Term",
    "answers",
    "cited",
    "document_of",
    "is_addition",
    "rank",
    "read_dictionaries",
    "read_question",
]
