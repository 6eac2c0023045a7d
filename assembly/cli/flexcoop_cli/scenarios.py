"""The scenarios of the benchmark, from the list that its program reads too."""

from dataclasses import dataclass
from pathlib import Path

from .errors import USAGE, UserError

LIST = Path(__file__).resolve().parents[2] / "tools/bench/src/main/resources/scenarios.txt"
# these restart processes, start further ones, need a configuration or leave rubbish behind, which is done to an instance of the benchmark's own only
NOT_HERE = ("peer", "vtn", "push", "telemetry", "nodes", "backlog", "fuzz", "faults")


@dataclass(frozen=True)
class Scenario:
    """A part of the benchmark; ``usual`` if it is run when no names are given."""

    name: str
    usual: bool
    minutes: float
    text: str


def read(file=LIST):
    """All scenarios in their order; none if the source tree has no benchmark."""
    if not file.exists():
        return []
    lines = [line for line in file.read_text(encoding="utf-8").splitlines() if line.strip() and not line.startswith("#")]
    fields = [[field.strip() for field in line.split("|", 3)] for line in lines]
    return [Scenario(name, usual == "yes", float(minutes), text) for name, usual, minutes, text in fields]


def chosen(names, here=False, known=None):
    """The scenarios of these names, ``all`` of them, or the usual ones; a name that there is not is the user's mistake."""
    known = read() if known is None else known
    if "all" in names:
        names = [each.name for each in known]
    by_name = {each.name: each for each in known}
    for name in names:
        if name not in by_name:
            raise UserError(f"There is no scenario '{name}'.", f"Use of: {', '.join(by_name)}, all", USAGE)
        if here and name in NOT_HERE:
            raise UserError(f"The scenario '{name}' restarts the middleware, needs a second one or a configuration, or leaves data behind.", "Leave out --here.", USAGE)
    return [each for each in known if (each.name in names if names else each.usual)]


def limit_minutes(scenarios):
    """After how many minutes a run is ended: three times what it takes on a machine of its own, and time to enrol the boxes."""
    return 10 + 3 * sum(each.minutes for each in scenarios)


def epilog():
    """The list for ``--help``."""
    scenarios = read()
    lines = [f"  {each.name:<10}{'*' if each.usual else ' '} {each.minutes:>4g} min  {each.text}" for each in scenarios]
    usual = sum(each.minutes for each in scenarios if each.usual)
    return "\n".join(["scenarios, with the time that each takes; the start of the instance adds about 1 min:", *lines, "",
                      f"* without names these are run ({usual:g} min). 'all' runs every one. A figure with errors makes the run fail."])
