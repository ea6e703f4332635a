"""The error tree: grouped by what the caller must do.

ApplianceError
├── ConfigError           the operator mends a file or an argument; exit 2
├── DocumentError         this file is rejected or quarantined, the next goes on; exit 3 at the end
│   ├── UnsupportedFormat
│   ├── UnreadableDocument
│   └── ScrubFailed
├── AnswerWithheld        the person sees a plain sentence
├── NotFound              also for what exists but may not be seen
├── CheckFailed           a verification said no; exit 1
└── Unavailable           try again later; exit 4, HTTP 503

A message says what, where and the remedy; it never carries content of a document or a question.
"""


class ApplianceError(Exception):
    """Any error of ours; `str` is one line: what; where; what to do."""

    exit_code = 2


class ConfigError(ApplianceError):
    """The operator mends a file or an argument."""


class DocumentError(ApplianceError):
    """This file cannot be indexed; `reason` is a word of the contract (`corrupt`, `encrypted` …)."""

    exit_code = 3

    def __init__(self, reason: str, message: str = "") -> None:
        super().__init__(message or reason)
        self.reason = reason


class UnsupportedFormat(DocumentError):
    """No parser takes this kind of file."""


class UnreadableDocument(DocumentError):
    """The parser could not read this file."""


class ScrubFailed(DocumentError):
    """The scrubber could not vouch for this text, so it is not indexed."""

    def __init__(self, message: str = "", reason: str = "scrub_failed") -> None:
        super().__init__(reason, message)


class AnswerWithheld(ApplianceError):
    """The answer is not shown; `str` is a plain sentence for the person."""


class NotFound(ApplianceError):
    """There is no such thing, or it may not be seen: the two are told alike."""


class CheckFailed(ApplianceError):
    """A verification said no."""

    exit_code = 1


class Unavailable(ApplianceError):
    """A needed part is not there now; try again later."""

    exit_code = 4


#: reason → status of an ingest line (contract)
STATUS_OF_REASON = {
    **dict.fromkeys(("unsupported", "corrupt", "empty", "too_large", "bomb", "not_a_file", "vanished"), "rejected"),
    **dict.fromkeys(("encrypted", "timeout", "memory", "needs_ocr", "no_text", "language", "scrub_failed"), "quarantined"),
}
