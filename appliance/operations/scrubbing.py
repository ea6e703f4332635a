"""The `scrub` command: a text through the door, nothing stored."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from appliance.assemble import Appliance
from appliance.operations.shapes import Json, finding_json, policy_json
from appliance.operations.works import target_of
from appliance.rights.collections import GENERAL

TextScrubber = Callable[[str], Json]


def text_scrubber(appliance: Appliance, policy_name: str | None, collection_name: str | None) -> TextScrubber:
    """Return text → result; with a collection its policy and stand-ins, else a throw-away key."""
    if collection_name:
        target = target_of(appliance, collection_name)
        policy, key = target.policy, appliance.keys.pseudonym(target.domain)
    else:
        policy, key = target_of(appliance, GENERAL).policy, secrets.token_bytes(32)
    if policy_name:
        policy = appliance.policy(policy_name)

    def scrubbed(text: str) -> Json:
        clean, findings = appliance.scrubber.scrub_text(text, policy, key)
        return {"text": clean.value, "findings": [finding_json(one) for one in findings], "policy": policy_json(policy)}

    return scrubbed
