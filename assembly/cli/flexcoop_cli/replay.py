"""The verb ``replay``: sends a household file through a simulated box into the running instance."""

import re
import subprocess
import time

from . import boxes, household, lifecycle
from .boxes import BoxPlan
from .errors import OK, UserError
from .terminal import Progress, say


def replay_command(settings, options):
    settings = lifecycle.require_running(settings)
    file = options.file.resolve()
    if not file.is_file():
        raise UserError(f"There is no file {options.file}.")
    half_hours = household.read(file)
    house = options.house or re.sub(r"[^A-Za-z0-9]", "", file.stem) or "House"
    account = options.account or boxes.account_of(house)
    plan = BoxPlan(name=house, account=account, aggregator=options.aggregator, house=house, data=file,
                   folder=settings.data / "replay" / f"{house}-{account[:8]}")
    say(f"{len(half_hours)} half hours of {file.name} as {house}, account {account}, cooperative {options.aggregator}")
    with Progress("enrol") as progress:
        boxes.enrol(settings, plan)
        progress.done(f"certificate in {plan.folder}")
    _forget_other_data(plan)
    with Progress("send") as progress:
        _send(settings, plan, progress)
        progress.done(f"{plan.state().get('acknowledged')} readings of 2 meters acknowledged as {plan.state().get('venId')}")
    return OK


def _forget_other_data(plan):
    """A box that has sent one file begins anew with another; the same file goes on where it was."""
    marker = plan.folder / "sent-from"
    if marker.exists() and marker.read_text() != str(plan.data):
        (plan.folder / "state.json").unlink(missing_ok=True)
    marker.write_text(str(plan.data))


def _send(settings, plan, progress):
    with open(plan.folder / "box.log", "a") as log, subprocess.Popen(
            [*boxes.command(settings), "send", "--folder", str(plan.folder)],
            stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT) as program:
        try:
            while program.poll() is None:
                state = plan.state()
                progress.update(f"{state.get('acknowledged', 0)} of {state.get('total') or '?'} readings acknowledged")
                time.sleep(0.2)
        except BaseException:
            program.terminate()
            raise
    if program.returncode != 0:
        last = (plan.folder / "box.log").read_text().strip().splitlines()[-1:]
        raise UserError("Sending failed: " + "".join(last), f"Log: {plan.folder / 'box.log'}")
