"""What a model is asked about a story, and what its answer says."""

from bot.listings import Listings, Sessions
from bot.reading.findings import Extraction
from bot.reading.model.answer import read_answer
from bot.reading.model.parse import Unusable
from bot.reading.model.question import Question, question_of
from bot.reading.rules import read_and_survey
from bot.story import Story


def question_about(story: Story, table: Listings, calendar: Sessions) -> Question | None:
    """What to ask a model beside what the rules read; None where there is nothing to ask."""
    found, grounds = read_and_survey(story, table, calendar)
    return question_of(grounds, found)


def read_by_model(
    story: Story, material: str, answer: str, model: str, prompt: str, table: Listings, calendar: Sessions
) -> Extraction:
    """What of the answer to a question the story bears out. Raises Unusable, also where the question would be another by now."""
    question = question_about(story, table, calendar)
    if question is None or question.material != material:
        raise Unusable("what was asked is no longer what would be asked")
    return read_answer(answer, question, model, prompt)


__all__ = ["Question", "Unusable", "question_about", "question_of", "read_answer", "read_by_model"]
