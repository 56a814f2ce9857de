"""Who runs a file of slow tests is told that they were left out."""

import subprocess
import sys

import pytest

from helpers.clone import ROOT

WORDS = "slow tests were left out; add -m slow to run what is slow."


@pytest.mark.parametrize(("options", "told"), [((), True), (("-m", "slow"), False)])
def test_left_out_tests_are_told_of(options, told):
    file = "tests/repository/test_wheel.py"
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", file, *options]
    shown = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False).stdout
    assert "collected" in shown
    assert (WORDS in shown) == told
