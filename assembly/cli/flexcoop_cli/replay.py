"""The verb ``replay``: sends a CSV file through a simulated box and compares what comes out with what went in."""

import re
import subprocess
import time
from dataclasses import dataclass
from datetime import timedelta

from . import boxes, lifecycle, readings, shell
from .boxes import BoxPlan
from .errors import FAILED, OK, UserError
from .middleware import Middleware, instant
from .terminal import Progress, paint, say

TOLERANCE = 1e-6
# samples of the long-term store are read for at most 400 days at once
SAMPLES_DAYS = 365
# without any progress for so long, what is missing does not come any more
PATIENCE = 120


@dataclass(frozen=True)
class Series:
    """A column on its way: what it is, what was sent of it, and as which rID."""

    column: readings.Column
    sent: readings.Sent
    rid: str

    @property
    def metric(self):
        return readings.METRICS[self.column.metric]


def replay_command(settings, options):
    settings = lifecycle.require_running(settings)
    file = options.file.resolve()
    if not file.is_file():
        raise UserError(f"There is no file {options.file}.")
    house = options.house or re.sub(r"[^A-Za-z0-9]", "", file.name.split(".")[0]) or "House"
    table = readings.read(file, options.time, options.zone)
    columns = _columns(table, options)
    _show(file, table, columns, options)
    account = options.account or boxes.account_of(house)
    folder = settings.data / "replay" / f"{house}-{account[:8]}"
    folder.mkdir(parents=True, exist_ok=True)
    series = [Series(column, readings.convert(table, column), column.rid(house)) for column in columns]
    data = folder / "readings.csv"
    before = data.read_bytes() if data.exists() else None
    readings.write(data, columns, house, [each.sent for each in series])
    if before is not None and before != data.read_bytes():
        # a box that has sent other readings begins anew; with the same ones it goes on where it was
        (folder / "state.json").unlink(missing_ok=True)
    plan = BoxPlan(name=house, account=account, aggregator=options.aggregator, house=house, data=data, folder=folder)
    with Progress("enrol") as progress:
        boxes.enrol(settings, plan)
        progress.done(f"account {account}, cooperative {options.aggregator}, certificate in {folder}")
    with Progress("send") as progress:
        _send(settings, plan, progress)
        progress.done(f"{plan.state().get('acknowledged')} readings of {len(series)} data points acknowledged as {plan.state().get('venId')}")
    middleware = Middleware(settings, shell.token(settings, "service", client="replay"))
    return _compare(middleware, account, table, series)


def _columns(table, options):
    columns = readings.guess(table, options.metric, options.unit, True if options.register else None)
    if options.columns:
        wanted = options.columns.split(",")
        unknown = [name for name in wanted if name not in table.columns]
        if unknown:
            raise UserError(f"There is no column of numbers '{unknown[0]}'.", f"Columns: {', '.join(table.columns)}")
        columns = [column for column in columns if column.name in wanted]
    if not columns:
        raise UserError("No column is a measurement.", "Name them, and what they are: --columns A,B --as meter_kwh --unit kWh")
    return columns


def _show(file, table, columns, options):
    first, last, step = table.times[0], table.times[-1], table.step()
    say(f"{file.name}: {len(table.times)} rows, {first:%Y-%m-%d %H:%M} to {last:%Y-%m-%d %H:%M} UTC, every {_minutes(step)}"
        f" (times without a zone are {options.zone})")
    for column in columns:
        say(f"  {column.name:<12} {column.meaning()}, of a {column.device_class}")
    say("  guessed where no option says it: --as, --unit, --register, --columns, --time, --zone")


def _minutes(step):
    return f"{step.total_seconds() / 60:g} minutes"


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


def _compare(middleware, account, table, series):
    """Waits for the 15-minute documents and HBase; one line for each series, and whether all agree."""
    devices = _devices(middleware, account, series)
    start, end = readings.quarter_hour(table.times[0]), table.times[-1] + table.step()
    agreed = True
    for each in series:
        with Progress(each.column.name[:12]) as progress:
            documents = _settled(lambda: _documents(middleware, devices[each.rid], each, start, end), each, progress, "15-minute documents")
            samples = _settled(lambda: _samples(middleware, devices[each.rid], each, start, end), each, progress, "HBase")
            progress.done(f"{each.metric.collection}.{each.metric.field} of device {devices[each.rid]}")
        line, good = verdict(each, documents, samples)
        agreed &= good
        say("  " + paint(f"{'compared':<12} {line}", "green" if good else "red"))
    if not agreed:
        say("  What the cleaning removed or repaired is in the resource data_quality, what could not be understood in ./flexcoop logs.")
    return OK if agreed else FAILED


def verdict(series, documents, samples):
    """What is said of a series, and whether the three agree: energy in kWh, or the sum of the means of the quarter hours."""
    expected = float(series.sent.total)
    off = max(abs(documents - expected), abs(samples - expected))
    what = "kWh" if series.column.metric == readings.ENERGY else "(sum of the means of the quarter hours)"
    text = f"input {expected:.6f}, 15-minute documents {documents:.6f}, HBase {samples:.6f} {what}"
    return f"{text}; largest difference {off:.1e}", off <= TOLERANCE


def _settled(ask, series, progress, where):
    """Asks until the number is that of the input, or until it does not change any more."""
    expected = float(series.sent.total)
    last, since = None, time.monotonic()
    while True:
        found = ask()
        if abs(found - expected) <= TOLERANCE:
            return found
        if found != last:
            last, since = found, time.monotonic()
        if time.monotonic() - since > PATIENCE:
            return found
        progress.update(f"{where}: {found:.3f} of {expected:.3f}")
        time.sleep(1)


def _devices(middleware, account, series):
    """rID -> device id."""
    found = {item["oadr_rid"]: document["device_id"]
             for document in middleware.all("data_points", where={"account_id": account})
             for item in document["reporting_items"].values()}
    missing = [each.rid for each in series if each.rid not in found]
    if missing:
        raise UserError(f"The middleware did not take the data point {missing[0]}.", "Look at: ./flexcoop logs")
    return found


def _documents(middleware, device, series, start, end):
    where = {"device_id": device, "timestamp": {"$gte": instant(start), "$lt": instant(end)}}
    return sum(row.get(series.metric.field) or 0.0 for row in middleware.stream(series.metric.collection, where=where))


def _samples(middleware, device, series, start, end):
    total, at = 0.0, start
    while at < end:
        to = min(end, at + timedelta(days=SAMPLES_DAYS))
        where = {"device_id": device, "metric": series.metric.field, "timestamp": {"$gte": instant(at), "$lt": instant(to)}}
        total += sum(row["value"] for row in middleware.stream("sample", where=where))
        at = to
    return total
