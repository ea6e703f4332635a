"""Fixtures: the detector with its model, loaded once; the shipped policies."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from appliance.policy import Policy, load_policy
from appliance.privacy.detector import Detector
from appliance.privacy.scrubber import Scrubber

POLICIES = Path(__file__).resolve().parents[2] / "policies"
Found = Callable[[str], list[tuple[str, str]]]


@pytest.fixture(scope="session")
def detector(models_dir: Path) -> Detector:
    """The real one."""
    return Detector(models_dir / "en_core_web_md")


@pytest.fixture(scope="session")
def default() -> Policy:
    """The shipped default."""
    return load_policy("default", POLICIES)


@pytest.fixture(scope="session")
def public() -> Policy:
    """The shipped policy that keeps names."""
    return load_policy("public", POLICIES)


@pytest.fixture(scope="session")
def scrubber(detector: Detector, default: Policy) -> Scrubber:
    """The door."""
    return Scrubber(detector, default)


@pytest.fixture(scope="session")
def found(detector: Detector, default: Policy) -> Found:
    """Text → (entity, value) of what `default` acts on."""

    def find(text: str) -> list[tuple[str, str]]:
        return [(one.entity, text[one.start : one.end]) for one in detector.detect(text, default) if one.action != "keep"]

    return find
