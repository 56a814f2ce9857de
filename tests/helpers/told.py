"""What an error tells: where, what is wrong, and what to do."""

from sectorbook.errors import LedgerError, Problem


def problems_told(error: LedgerError) -> list[Problem]:
    """List the problems of an error; each says what is wrong as a clause, and what to do as a sentence."""
    for problem in error.problems:
        assert isinstance(problem.file, str), problem
        assert problem.file, problem
        assert isinstance(problem.value, str), problem
        assert isinstance(problem.what, str), problem
        assert problem.what, problem
        assert isinstance(problem.remedy, str), problem
        assert problem.remedy.endswith((".", "?")), problem
    return list(error.problems)
