from pathlib import Path

import pytest

from appliance.models.memory import REST_MB, usable_mb


def machine(root: Path, total_kb: int, **limits: str) -> Path:
    (root / "proc").mkdir()
    (root / "proc/meminfo").write_text(f"MemTotal:       {total_kb} kB\nMemFree:  1 kB\n")
    (root / "sys/fs/cgroup/memory").mkdir(parents=True)
    for name, limit in limits.items():
        place = {"v2": "memory.max", "v1": "memory/memory.limit_in_bytes"}[name]
        (root / "sys/fs/cgroup" / place).write_text(limit + "\n")
    return root


@pytest.mark.parametrize(("kilobytes", "limits", "usable"), [
    (8 << 20, {}, 8192 - REST_MB),
    (8 << 20, {"v2": "max"}, 8192 - REST_MB),
    (8 << 20, {"v2": str(4 << 30)}, 4096 - REST_MB),
    (8 << 20, {"v1": str(2 << 30)}, 2048 - REST_MB),
    (8 << 20, {"v1": "9223372036854771712"}, 8192 - REST_MB),  # what version 1 says when there is no limit
    (1 << 20, {}, 0),
])  # fmt: skip
def test_a_model_may_take_what_the_machine_or_container_has_less_the_rest(tmp_path, kilobytes, limits, usable):
    assert usable_mb(machine(tmp_path, kilobytes, **limits)) == usable


def test_an_unknown_machine_counts_as_small(tmp_path):
    assert usable_mb(tmp_path) == 0
