"""What was found and done by collection and entity, and the measured leak rate of each policy in use."""

from __future__ import annotations

import json

import pytest
import sqlalchemy as sa

from appliance.assemble import open_appliance
from appliance.database import index_state, reading
from appliance.errors import ConfigError
from appliance.operations import policy_report
from tests.conftest import program

GERMAN = "Bitte teilen Sie uns bis zum Ende der Woche mit, ob der Termin bestehen bleibt und wer von Ihnen daran teilnehmen wird."
MARKED = f"""=== letter
Please send the plans to [[EMAIL_ADDRESS|jane.roe@example.com]] before the meeting in [[GPE|Leeds]].
=== letter
The card [[CREDIT_CARD|4111 1111 1111 1111]] was charged by [[PERSON|somebody here]].
=== letter
{GERMAN} {GERMAN}
"""


def test_findings_are_counted_by_what_was_done_with_them(home, tmp_path):
    letter = tmp_path / "letter.txt"
    letter.write_text("Jane Roe, jane.roe@example.com, moved to Leeds on 4 May 2021.\n", encoding="utf-8")
    program(home, "collections", "add", "clinic")
    program(home, "ingest", str(letter), "--collection", "clinic")
    done = program(home, "policy", "report", "--json")
    found = json.loads(done.stdout)
    clinic, general = found["collections"]
    assert (clinic["collection"], clinic["policy"]["name"]) == ("clinic", "default")
    assert clinic["documents"] == {"live": 1, "stale": 0, "withheld": 0, "quarantined": 0}
    assert clinic["entities"]["EMAIL_ADDRESS"] == {"found": 1, "done": {"pseudonym": 1}}
    assert clinic["entities"]["DATE_TIME"] == {"found": 1, "done": {"keep": 1}}
    assert general["documents"]["live"] == 0
    assert "Jane" not in done.stdout

    [one] = found["measured"]
    assert one["policy"] == clinic["policy"]
    assert one["set"]["texts"] > 100
    assert one["all"]["leak_rate"] < 0.2
    assert one["all"]["precision"] > 0.8
    assert one["entities"]["PERSON"]["spans"] >= one["entities"]["PERSON"]["covered"] > 100
    assert "GPE" not in one["entities"]  # `default` keeps it

    shown = program(home, "policy", "report").stdout
    assert f"measured {one['measured_at']}" in shown  # not a second time
    assert "leak rate" in shown
    assert "1 pseudonym" in shown


def test_a_policy_is_measured_once_a_version_and_only_counts_are_kept(home, tmp_path):
    (tmp_path / "set.txt").write_text(MARKED, encoding="utf-8")
    appliance = open_appliance(home)
    try:
        seen: list[tuple[int, int]] = []
        default = policy_report.measured(
            appliance, appliance.policy("default"), tmp_path, lambda done, of: seen.append((done, of))
        )
        assert default["all"] == {
            "spans": 3, "covered": 2, "characters": 45, "leaked": 12, "leak_rate": round(12 / 45, 4), "precision": 1.0,
        }  # fmt: skip
        assert list(default["entities"]) == ["CREDIT_CARD", "EMAIL_ADDRESS", "PERSON"]
        assert policy_report.measured(appliance, appliance.policy("default"), tmp_path, lambda *_: seen.append((0, 0))) == default
        assert seen == [(3, 3)]

        hipaa = policy_report.measured(appliance, appliance.policy("hipaa"), tmp_path)
        assert (hipaa["set"]["texts"], hipaa["set"]["quarantined"]) == (2, 1)  # a page in German, and no model for it
        assert "GPE" in hipaa["entities"]

        (tmp_path / "set.txt").write_text(MARKED.replace("somebody here", "Jane Roe"), encoding="utf-8")
        assert policy_report.measured(appliance, appliance.policy("default"), tmp_path)["all"]["leaked"] == 0
        with reading(appliance.engine) as connection:
            kept = connection.scalars(sa.select(index_state.c.value).where(index_state.c.key.like("measured:%"))).all()
        assert len(kept) == 2
        assert not [value for value in ("Roe", "Leeds", "example") if value in "".join(kept)]
        with pytest.raises(ConfigError, match="no labelled texts"):
            policy_report.measured(appliance, appliance.policy("default"), tmp_path / "none")
    finally:
        appliance.close()


def test_without_a_name_model_the_report_says_so_and_counts_all_the_same(bare_home):
    done = program(bare_home, "policy", "report", "--json")
    assert json.loads(done.stdout)["measured"] == []
    assert "not measured" in done.stderr
