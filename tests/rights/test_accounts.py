"""Accounts: who may sign in, and what a session is worth."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher, extract_parameters

from appliance.database import account, account_session
from appliance.errors import ConfigError, NotFound
from appliance.rights import accounts

PASSWORD = "plum harbour lantern"


@pytest.fixture
def ann(connection) -> str:
    return accounts.add_account(connection, "ann", "staff", ["town", "hr", "town"], PASSWORD)


def test_an_account_is_listed_with_its_groups_and_without_its_password(connection, ann):
    accounts.add_account(connection, "aaron", "admin", [], PASSWORD)
    rows = accounts.accounts(connection)
    assert [(row.name, row.role, row.state, row.groups) for row in rows] == [
        ("aaron", "admin", "active", ()),
        ("ann", "staff", "active", ("hr", "town")),
    ]
    assert "ann" not in repr(rows[1])
    stored = connection.scalar(sa.select(account.c.password_hash).where(account.c.id == ann))
    assert stored.startswith("$argon2id$")


def test_the_id_is_opaque(connection, ann):
    assert "ann" not in ann
    assert accounts.account_named(connection, "ann").id == ann


@pytest.mark.parametrize("name", ["", "a" * 101, "a\nb", "a\x00b", "a\u202eb"])
def test_a_name_that_could_deceive_is_refused(connection, name):
    with pytest.raises(ConfigError, match="not a name"):
        accounts.add_account(connection, name, "staff", [], PASSWORD)


def test_a_name_is_taken_once(connection, ann):
    with pytest.raises(ConfigError, match="already"):
        accounts.add_account(connection, "ann", "admin", [], PASSWORD)


@pytest.mark.parametrize("password", ["", "elevenchars"])
def test_a_short_password_is_refused_without_being_quoted(connection, password):
    with pytest.raises(ConfigError, match="too short") as caught:
        accounts.add_account(connection, "bob", "staff", [], password)
    assert not password or password not in str(caught.value)


def test_made_up_passwords_are_long_and_never_the_same():
    made = {accounts.new_password() for _ in range(50)}
    assert len(made) == 50
    assert all(len(one) >= accounts.PASSWORD_LETTERS for one in made)


def test_a_password_fits_its_own_active_account_only(connection, ann):
    assert accounts.password_fits(connection, "ann", PASSWORD) == ann
    assert accounts.password_fits(connection, "ann", PASSWORD + "x") is None
    assert accounts.password_fits(connection, "bob", PASSWORD) is None
    accounts.disable(connection, ann)
    assert accounts.password_fits(connection, "ann", PASSWORD) is None


def test_an_unknown_name_costs_as_much_as_a_wrong_password():
    ours = PasswordHasher()
    nobody = extract_parameters(accounts._NOBODY)
    assert (nobody.type, nobody.time_cost, nobody.memory_cost, nobody.parallelism) == (
        ours.type,
        ours.time_cost,
        ours.memory_cost,
        ours.parallelism,
    )


def test_groups_come_and_go_and_doing_it_twice_is_no_error(connection, ann):
    for _ in range(2):
        accounts.change_groups(connection, ann, ["clinic"], ["hr", "never"])
        assert accounts.account_named(connection, "ann").groups == ("clinic", "town")


def test_a_change_of_one_account_leaves_the_others_alone(connection, ann):
    bob = accounts.add_account(connection, "bob", "staff", ["town"], PASSWORD)
    session = accounts.open_session(connection, bob, 1)
    accounts.set_password(connection, ann, "another long password")
    accounts.disable(connection, ann)
    accounts.change_groups(connection, ann, [], ["town"])
    assert accounts.password_fits(connection, "bob", PASSWORD) == bob
    actor = accounts.actor_of_session(connection, session)
    assert actor
    assert actor.groups == {"town"}


def test_a_session_is_the_person_with_the_rights_of_this_moment(connection, ann):
    value = accounts.open_session(connection, ann, 1)
    accounts.change_groups(connection, ann, ["new"], ["hr", "town"])
    actor = accounts.actor_of_session(connection, value)
    assert actor
    assert (actor.id, actor.role, actor.groups) == (ann, "staff", {"new"})


def test_the_table_holds_only_a_hash_of_the_session(connection, ann):
    value = accounts.open_session(connection, ann, 1)
    assert value not in str(connection.execute(sa.select(account_session)).all())


@pytest.mark.parametrize(
    "end", [accounts.disable, lambda connection, one: accounts.set_password(connection, one, "another long password")]
)
def test_sessions_end_with_the_password_and_with_the_account(connection, ann, end):
    value = accounts.open_session(connection, ann, 1)
    end(connection, ann)
    assert accounts.actor_of_session(connection, value) is None


def test_a_session_of_a_disabled_account_is_nobodys_even_where_its_row_is_left(connection, ann):
    value = accounts.open_session(connection, ann, 1)
    connection.execute(account.update().values(state="disabled"))
    assert accounts.actor_of_session(connection, value) is None


def test_a_session_that_was_closed_opens_nothing(connection, ann):
    one, other = accounts.open_session(connection, ann, 1), accounts.open_session(connection, ann, 1)
    accounts.close_session(connection, one)
    assert accounts.actor_of_session(connection, one) is None
    assert accounts.actor_of_session(connection, other)
    assert accounts.actor_of_session(connection, "") is None


def test_a_session_is_over_when_its_hours_are_and_is_swept_at_the_next_sign_in(connection, ann):
    value = accounts.open_session(connection, ann, 1)
    past = (datetime.now(UTC) - timedelta(seconds=1)).isoformat()
    connection.execute(account_session.update().values(expires_at=past))
    assert accounts.actor_of_session(connection, value) is None
    accounts.open_session(connection, ann, 1)
    assert connection.scalar(sa.select(sa.func.count()).select_from(account_session)) == 1


def test_a_missing_and_a_disabled_account_are_told_alike(connection, ann):
    accounts.disable(connection, ann)
    with pytest.raises(NotFound) as one:
        accounts.actor_of_account(connection, "ann")
    with pytest.raises(NotFound) as two:
        accounts.actor_of_account(connection, "bob")
    assert str(one.value).replace("ann", "bob") == str(two.value)
