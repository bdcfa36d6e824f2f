"""Microsoft's sample company AdventureWorks, whole: masters as drafts through the rooms, closed history by the bulk path.

`load` does it and answers a report; `lines_of` says what the report's facts hold. What becomes of what: README.md.
"""

from app.importing.adventureworks.loading import NEEDS, lines_of, load

__all__ = ["NEEDS", "lines_of", "load"]
