"""The codes of what is recorded, each with its meaning in one line.

A code never changes its meaning and is never reused: rules in other people's log systems hang on it.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Event(StrEnum):
    """What happened; the value is what stands in the log."""

    INGEST_INDEXED = "ingest.indexed"
    INGEST_REPLACED = "ingest.replaced"
    INGEST_REJECTED = "ingest.rejected"
    INGEST_QUARANTINED = "ingest.quarantined"
    DOCUMENT_OPENED = "document.opened"
    DOCUMENT_RELEASED = "document.released"
    DOCUMENT_REMOVED = "document.removed"
    DOCUMENTS_STALE = "documents.stale"
    RAG_RETRIEVE = "rag.retrieve"
    RAG_ANSWER = "rag.answer"
    REVEAL_SHOWN = "reveal.shown"
    SUBJECT_REVEALED = "subject.revealed"
    MEND_ADDED = "mend.added"
    MEND_REMOVED = "mend.removed"
    LOGIN_OK = "login.ok"
    LOGIN_FAILED = "login.failed"
    LOGOUT = "logout"
    ACCOUNT_ADDED = "account.added"
    ACCOUNT_CHANGED = "account.changed"
    ACCOUNT_DISABLED = "account.disabled"
    COLLECTION_ADDED = "collection.added"
    COLLECTION_POLICY = "collection.policy"
    COLLECTION_GRANTED = "collection.granted"
    COLLECTION_REVOKED = "collection.revoked"
    COLLECTION_REMOVED = "collection.removed"
    KEY_CREATED = "key.created"
    KEY_REVOKED = "key.revoked"
    KEYS_ROTATED = "keys.rotated"
    POLICY_CHANGED = "policy.changed"
    POLICY_EXAMPLES = "policy.examples"
    MODEL_ADDED = "model.added"
    MODEL_REMOVED = "model.removed"
    INDEX_REBUILT = "index.rebuilt"
    AUDIT_SHOWN = "audit.shown"
    AUDIT_VERIFIED = "audit.verified"
    AUDIT_EXPORTED = "audit.exported"
    HOME_CREATED = "home.created"
    SERVE_STARTED = "serve.started"
    SERVE_STOPPED = "serve.stopped"


MEANINGS: Mapping[Event, str] = MappingProxyType({
    Event.INGEST_INDEXED: "A new document was indexed.",
    Event.INGEST_REPLACED: "A document was indexed in place of its earlier version.",
    Event.INGEST_REJECTED: "A file was refused; `outcome` is the reason.",
    Event.INGEST_QUARANTINED: "A file was kept out of the index until somebody reviews it; `outcome` is the reason.",
    Event.DOCUMENT_OPENED: "Somebody opened a document's clean text.",
    Event.DOCUMENT_RELEASED: "A quarantined document was released after review.",
    Event.DOCUMENT_REMOVED: "A document was removed with all that came from it.",
    Event.DOCUMENTS_STALE: "Policy, pipeline or key changed, so documents became stale, were withheld, or are current again.",
    Event.RAG_RETRIEVE: "A question was asked and passages were found; on disk before the first sentence is shown.",
    Event.RAG_ANSWER: "The answer to a question ended; `outcome` says how.",
    Event.REVEAL_SHOWN: "Values were shown in place of stand-ins.",
    Event.SUBJECT_REVEALED: "Somebody asked for the value behind one stand-in; recorded before it is shown.",
    Event.MEND_ADDED: "A curator said of a text that it is personal data (deny), or that it is not (allow).",
    Event.MEND_REMOVED: "A curator took such a word back.",
    Event.LOGIN_OK: "Somebody signed in.",
    Event.LOGIN_FAILED: "A sign-in was refused.",
    Event.LOGOUT: "Somebody signed out.",
    Event.ACCOUNT_ADDED: "An account was added.",
    Event.ACCOUNT_CHANGED: "Role, groups or password of an account changed.",
    Event.ACCOUNT_DISABLED: "An account was disabled.",
    Event.COLLECTION_ADDED: "A collection was added.",
    Event.COLLECTION_POLICY: "A collection was given another policy.",
    Event.COLLECTION_GRANTED: "A group was given the right to read a collection.",
    Event.COLLECTION_REVOKED: "A group lost the right to read a collection.",
    Event.COLLECTION_REMOVED: "A collection was removed with its documents.",
    Event.KEY_CREATED: "An API key was made.",
    Event.KEY_REVOKED: "An API key was revoked.",
    Event.KEYS_ROTATED: "A new epoch of a key began (`begun`); the one before was destroyed (`ok`).",
    Event.POLICY_CHANGED: "A policy in use has another version than before.",
    Event.POLICY_EXAMPLES: "Two policies were compared, and what they found in files was shown on a terminal.",
    Event.MODEL_ADDED: "A model was installed.",
    Event.MODEL_REMOVED: "A model was removed.",
    Event.INDEX_REBUILT: "The vector index was built anew from the database.",
    Event.AUDIT_SHOWN: "The log was looked at.",
    Event.AUDIT_VERIFIED: "The log was verified; `outcome` is the verdict.",
    Event.AUDIT_EXPORTED: "The log was exported; the export holds every record before this one.",
    Event.HOME_CREATED: "The home was made; the first record of every log.",
    Event.SERVE_STARTED: "The server started.",
    Event.SERVE_STOPPED: "The server stopped.",
})  # fmt: skip
