"""CITATION.cff is valid and says what the project's other files say."""

import csv
import datetime
import json
import tomllib
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]


class TextLoader(yaml.SafeLoader):
    """Dates stay text, as JSON has no dates."""


TextLoader.add_constructor("tag:yaml.org,2002:timestamp", lambda loader, node: loader.construct_scalar(node))


@pytest.fixture
def citation():
    return yaml.load((ROOT / "CITATION.cff").read_text(encoding="utf-8"), TextLoader)


@pytest.fixture(scope="module")
def validator():
    schema = json.loads(files("cffconvert").joinpath("schemas/1.2.0/schema.json").read_text(encoding="utf-8"))
    kind = jsonschema.validators.validator_for(schema)
    return kind(schema, format_checker=kind.FORMAT_CHECKER)


def test_the_citation_is_valid_by_the_schema_of_its_version(citation, validator):
    assert [f"{error.json_path}: {error.message}" for error in validator.iter_errors(citation)] == []


@pytest.mark.parametrize(
    ("key", "value"),
    [("type", "notebook"), ("license", "MIT or so"), ("authors", []), ("date-released", "20 November 2025")],
)
def test_the_schema_refuses_a_wrong_citation(citation, validator, key, value):
    assert not validator.is_valid(citation | {key: value})


def test_the_cited_version_is_the_version_of_the_package(citation):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert citation["version"] == project["version"]


def test_every_licence_that_is_cited_has_its_text(citation):
    texts = {"MIT": "MIT License", "CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/"}
    assert set(citation["license"]) == set(texts)
    assert texts["MIT"] in (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert texts["CC-BY-4.0"] in (ROOT / "LICENSE-DATA").read_text(encoding="utf-8")


def test_the_references_are_the_report_and_its_account_as_the_sources_name_them(citation):
    with (ROOT / "data/reports/gilgit-baltistan-2025/sources.csv").open(encoding="utf-8", newline="") as file:
        sources = {row["id"]: row for row in csv.DictReader(file)}
    cited = [
        (item["title"], item["authors"][0]["name"], item.get("date-published", "")) for item in citation["references"]
    ]
    assert cited == [
        (sources[name]["title"], sources[name]["publisher"], sources[name]["date"]) for name in ("PASHA", "BR")
    ]
    assert datetime.date.fromisoformat(cited[1][2])
