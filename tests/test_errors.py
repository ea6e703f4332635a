"""The error tree: drawn in its docstring, grouped by what the caller must do."""

from __future__ import annotations

import inspect

import pytest

from appliance import errors
from appliance.errors import ApplianceError, DocumentError, ScrubFailed, UnreadableDocument

CLASSES = [one for _, one in inspect.getmembers(errors, inspect.isclass) if issubclass(one, ApplianceError)]


@pytest.mark.parametrize("kind", CLASSES, ids=lambda one: one.__name__)
def test_every_error_is_drawn_in_the_tree_and_has_the_exit_code_of_its_group(kind):
    assert kind.__name__ in (errors.__doc__ or "")
    assert kind.exit_code in (1, 2, 3, 4)
    if issubclass(kind, DocumentError):
        assert kind.exit_code == 3


def test_a_document_error_carries_a_word_of_the_contract():
    assert UnreadableDocument("corrupt").reason == str(UnreadableDocument("corrupt")) == "corrupt"
    assert (ScrubFailed("in doubt").reason, str(ScrubFailed("in doubt"))) == ("scrub_failed", "in doubt")


def test_every_reason_of_the_contract_has_its_status():
    rejected = {"unsupported", "corrupt", "empty", "too_large", "bomb", "not_a_file", "vanished"}
    quarantined = {"encrypted", "timeout", "memory", "needs_ocr", "no_text", "language", "scrub_failed"}
    assert dict.fromkeys(rejected, "rejected") | dict.fromkeys(quarantined, "quarantined") == errors.STATUS_OF_REASON
