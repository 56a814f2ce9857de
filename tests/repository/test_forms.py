"""What the code's host reads and what contributors copy: it fits the lock, the Makefile and the repository."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
import yaml

from helpers.clone import ROOT

FORMS = sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml"))
LOCK = {p["name"]: p.get("version") for p in tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))["package"]}


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.stem)
def test_a_form_has_what_its_host_asks_for(form: Path) -> None:
    read = yaml.safe_load(form.read_text(encoding="utf-8"))
    assert {"name", "description", "body"} <= set(read)
    ids = [field["id"] for field in read["body"]]
    assert len(ids) == len(set(ids))
    for field in read["body"]:
        assert field["type"] in ("input", "textarea")
        assert field["attributes"]["label"]
    assert any(field.get("validations", {}).get("required") for field in read["body"])


def test_there_is_a_form_for_a_wrong_number_and_one_for_a_report_that_does_not_load() -> None:
    assert [form.stem for form in FORMS] == ["a-number-is-wrong", "my-report-does-not-load"]


@pytest.mark.parametrize(
    ("file", "count"), [("README.md", 1), (".github/workflows/check.yml", 1), ("pyproject.toml", 2), ("Makefile", 1)]
)
def test_every_place_names_the_same_uv(file: str, count: int) -> None:
    text = (ROOT / file).read_text(encoding="utf-8")
    named = re.findall(r'(?:uv==|UV_VERSION := |required-version = "==)(\d[\d.]*\d)', text)
    assert named == [LOCK["uv"]] * count


def test_the_hooks_run_the_locked_ruff() -> None:
    (local,) = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"]
    assert {hook["id"] for hook in local["hooks"]} == {"ruff-check", "ruff-format"}
    for hook in local["hooks"]:
        assert hook["additional_dependencies"] == [f"ruff=={LOCK['ruff']}"]


def test_the_checks_are_those_of_the_repository_on_linux_and_need_no_make_elsewhere() -> None:
    jobs = yaml.safe_load((ROOT / ".github/workflows/check.yml").read_text(encoding="utf-8"))["jobs"]
    runs = {name: [step["run"] for step in job["steps"] if "run" in step] for name, job in jobs.items()}
    assert ".ci/run" in runs["linux"]
    assert not any("make" in command.split() for command in runs["others"])
    folders = re.findall(r"tests/\S+", " ".join(runs["others"]))
    assert folders
    assert all((ROOT / folder).exists() for folder in folders)
