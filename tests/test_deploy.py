"""What is shipped to run the appliance elsewhere: image, compose file, proxy, service. Nothing here needs a container engine."""

from __future__ import annotations

import ast
import configparser
import re
import shutil
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from importlib import metadata
from pathlib import Path
from typing import cast

import pytest
import yaml

from appliance.settings import Settings, load_settings
from deploy import install, lock

ROOT = Path(__file__).resolve().parents[1]
SECRET_WORDS = re.compile(r"password|passwd|token|secret|credential|private|api_?key", re.IGNORECASE)
Service = Mapping[str, object]


@pytest.fixture(scope="module")
def compose() -> Mapping[str, Mapping[str, Service]]:
    """The compose file, its merges done."""
    return cast(Mapping[str, Mapping[str, Service]], yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def stages() -> list[list[tuple[str, str]]]:
    """(instruction, its words) of each stage of the Dockerfile, continued lines joined."""
    lines = [line for line in (ROOT / "Dockerfile").read_text(encoding="utf-8").splitlines() if not line.lstrip().startswith("#")]
    found: list[list[tuple[str, str]]] = []
    for line in filter(None, (one.strip() for one in "\n".join(lines).replace("\\\n", " ").splitlines())):
        word, _, rest = line.partition(" ")
        if word == "FROM":
            found.append([])
        found[-1].append((word, re.sub(r"\s+", " ", rest)))
    return found


def values(stage: Sequence[tuple[str, str]], word: str) -> list[str]:
    """What stands behind each instruction of this kind."""
    return [rest for one, rest in stage if one == word]


# ------------------------------------------------------------------ compose


@pytest.mark.parametrize("name", ["appliance", "setup", "proxy"])
def test_a_service_can_write_nowhere_and_gain_nothing(compose, name: str):
    service = compose["services"][name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert all("noexec" in mount and "nosuid" in mount for mount in service["tmpfs"])
    assert not {"privileged", "network_mode", "pid", "ipc", "devices", "userns_mode"} & set(service)
    assert "docker.sock" not in str(service["volumes"])


def test_there_are_no_other_services_and_the_appliance_regains_no_capability(compose):
    assert set(compose["services"]) == {"appliance", "setup", "proxy"}
    assert all("cap_add" not in compose["services"][name] for name in ("appliance", "setup"))
    assert compose["services"]["proxy"]["cap_add"] == ["NET_BIND_SERVICE"]


def test_one_port_is_published_by_the_proxy_and_one_variable_moves_it(compose):
    published = {name: service["ports"] for name, service in compose["services"].items() if "ports" in service}
    assert published == {"proxy": ["${APPLIANCE_PORT:-8443}:8443"]}
    assert set(re.findall(r"\$\{(\w+)", (ROOT / "docker-compose.yml").read_text(encoding="utf-8"))) == {"APPLIANCE_PORT"}


def test_the_appliance_has_no_way_out_and_setup_runs_only_when_called(compose):
    assert compose["services"]["appliance"]["networks"] == ["inside"]
    assert compose["networks"]["inside"] == {"internal": True}
    assert compose["services"]["setup"]["profiles"] == ["setup"]


def test_the_root_key_is_a_secret_that_lies_where_the_settings_look(compose, tmp_path: Path):
    shutil.copyfile(ROOT / "deploy" / "container.toml", tmp_path / "appliance.toml")
    folder, _, name = load_settings(tmp_path).keys.root.rpartition("/")
    assert folder == "/run/secrets"
    assert all(name in compose["services"][service]["secrets"] for service in ("appliance", "setup"))
    assert name not in compose["services"]["proxy"]["secrets"]
    assert all(set(secret) == {"file"} for secret in compose["secrets"].values())
    assert "/secrets/" in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()


def test_no_service_is_told_a_secret_by_its_environment(compose):
    assert all(not SECRET_WORDS.search(str(service.get("environment", ""))) for service in compose["services"].values())


def test_documents_are_read_and_never_written(compose):
    assert "./incoming:/incoming:ro" in compose["services"]["appliance"]["volumes"]


def test_the_health_check_asks_the_port_that_the_settings_name(compose, stages):
    address = f"http://127.0.0.1:{Settings().serve.port}/healthz"
    assert address in str(compose["services"]["appliance"]["healthcheck"])
    assert compose["services"]["proxy"]["environment"] == {"APPLIANCE_UPSTREAM": f"appliance:{Settings().serve.port}"}
    assert address in values(stages[-1], "HEALTHCHECK")[0]
    assert values(stages[-1], "EXPOSE") == [str(Settings().serve.port)]


# ------------------------------------------------------------------ image


def test_both_stages_come_from_the_same_named_release(stages):
    assert [values(stage, "FROM")[0].partition(" ")[0] for stage in stages] == ["python:3.11-slim-bookworm"] * 2


def test_the_image_runs_as_a_user_without_rights_and_compose_agrees(stages, compose):
    words = [word for word, _ in stages[-1]]
    assert values(stages[-1], "USER") == ["10001:10001"] == [compose["services"]["proxy"]["user"]]
    assert words.index("USER") < words.index("ENTRYPOINT")


def test_nothing_is_fetched_but_by_pip_and_apt(stages):
    every = [one for stage in stages for one in stage]
    assert not [rest for word, rest in every if word == "ADD"]
    assert not [
        rest for word, rest in every if word == "RUN" and re.search(r"curl|wget|git clone|https?://(?!127\.0\.0\.1)", rest)
    ]


def test_libraries_are_checked_against_their_hashes_and_torch_comes_first_as_in_the_set_up(stages):
    runs = values(stages[0], "RUN")
    torch = next(at for at, run in enumerate(runs) if f"pip install {install.TORCH}" in run)
    locked = next(at for at, run in enumerate(runs) if "run.lock" in run)
    assert torch < locked
    assert all("--require-hashes --no-deps" in line for line in re.findall(r"pip install .*?-r \S+", runs[locked]))


def test_llama_is_built_for_other_processors_with_avx2(stages):
    flags = next(rest for rest in values(stages[0], "ENV") if "CMAKE_ARGS" in rest)
    wanted = ("GGML_NATIVE=OFF", "GGML_AVX=ON", "GGML_AVX2=ON", "GGML_FMA=ON", "GGML_F16C=ON", "GGML_BMI2=ON")
    assert not [flag for flag in wanted if f"-D{flag}" not in flags]
    order = [(word, "CMAKE_ARGS" in rest, "run.lock" in rest) for word, rest in stages[0]]
    assert order.index(("ENV", True, False)) < order.index(("RUN", False, True))


def test_no_secret_is_in_the_image(stages):
    assert not [rest for stage in stages for word, rest in stage if word in ("ENV", "ARG") and SECRET_WORDS.search(rest)]
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    first = next(line for line in ignored if line and not line.startswith("#"))
    assert first == "*"


def test_what_the_image_copies_is_there_and_let_through(stages):
    let_through = {line[1:] for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines() if line.startswith("!")}
    copied = [
        path
        for stage in stages
        for rest in values(stage, "COPY")
        if "--from=" not in rest
        for path in [one for one in rest.split() if not one.startswith("--")][:-1]
    ]
    assert copied
    assert set(copied) == let_through
    assert all((ROOT / path).exists() for path in copied)


def test_the_image_gets_what_the_appliance_runs_with_and_no_test_tools():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    whole = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    part = lock.subset(whole, lock.run_dependencies((ROOT / "pyproject.toml").read_text(encoding="utf-8")))
    names = set(re.findall(r"^([A-Za-z0-9._-]+)==", part, re.MULTILINE))
    asked = {re.split(r"[^\w.-]", one, maxsplit=1)[0] for one in project["dependencies"]} - {"torch"}
    assert asked <= names
    assert {"starlette", "onnx"} & names  # what is needed by what is needed
    assert not {re.split(r"[^\w.-]", one, maxsplit=1)[0] for one in project["optional-dependencies"]["dev"]} & names
    assert part.count("--hash=sha256:") > len(names)


def test_whatever_the_program_imports_is_in_the_image():
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    part = lock.subset((ROOT / "requirements.lock").read_text(encoding="utf-8"), lock.run_dependencies(project))
    there = {canonical(name) for name in re.findall(r"^([A-Za-z0-9._-]+)==", part, re.MULTILINE)} | {"torch"}
    homes = metadata.packages_distributions()
    modules = {name.partition(".")[0] for path in ROOT.glob("appliance/**/*.py") for name in imported(path)}
    foreign = modules - set(sys.stdlib_module_names) - {"appliance"}
    assert {"flask", "spacy"} <= foreign
    assert not [name for name in foreign if not {canonical(home) for home in homes[name]} & there]


def imported(path: Path) -> Iterator[str]:
    """The modules that a file imports, at its top or inside."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


def canonical(name: str) -> str:
    """A package's name as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def test_a_part_of_the_lock_is_closed():
    content = "a==1 \\\n    --hash=sha256:00\n    # via app (pyproject.toml)\nb==2 \\\n    --hash=sha256:11\n    # via\n    #   a\n    #   x\nx==3 \\\n    --hash=sha256:22\n"
    assert lock.subset(content, ["A"]).count("==") == 2
    assert lock.subset(content, ["x"]) == content[content.index("b==") :]
    assert lock.subset(content, []) == ""


# ------------------------------------------------------------------ proxy and service


def test_the_proxy_fetches_nothing_buffers_nothing_and_secures_cookies():
    text = (ROOT / "deploy" / "Caddyfile").read_text(encoding="utf-8")
    assert all(
        line in text for line in ("admin off", "auto_https off", "flush_interval -1", '"$1; Secure"', "Strict-Transport-Security")
    )
    assert text.count("{") == text.count("}")
    assert "/run/secrets/certificate" in text
    assert "/run/secrets/private_key" in text


def test_the_service_runs_confined_and_reads_its_key_from_a_credential():
    unit = configparser.ConfigParser(interpolation=None, strict=False)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read(ROOT / "deploy" / "systemd" / "appliance.service")
    service = dict(unit["Service"])
    assert service["User"] == "appliance"
    assert service["LoadCredential"].startswith("root.key:/etc/")
    assert all(
        service[key] == "yes" for key in ("NoNewPrivileges", "ProtectHome", "PrivateTmp", "PrivateDevices", "RestrictSUIDSGID")
    )
    assert (service["ProtectSystem"], service["CapabilityBoundingSet"], service["UMask"]) == ("strict", "", "0077")
    assert (service["IPAddressDeny"], service["IPAddressAllow"]) == ("any", "localhost")
    assert service["RestartPreventExitStatus"] == "2"
    assert "/run/credentials/appliance.service/root.key" in (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
