"""The verb ``demo``: a real household's data goes the whole way, and the numbers that come out are compared with the input.

Every step can be repeated: boxes remember what was acknowledged, and what is asked over REST is asked again when a process
died meanwhile. So any one process may be killed while this runs.
"""

import sys
import time
from datetime import datetime, timedelta, timezone

from . import boxes, household, watchdog, lifecycle, plot, shell
from .boxes import BoxPlan
from .errors import FAILED, OK, UserError
from .middleware import Middleware, instant
from .processes import PidFile
from .terminal import Progress, heading, paint, say

METERS = {"prosumerDeviceMetering": "load", "pvDevice": "pv"}
TOLERANCE = 1e-6
QUARTER_HOURS_PER_HALF_HOUR = 2
EVENT_MINUTES = 30
EVENT_WATTS = 500


def demo_command(settings, may_build=True):
    began = time.monotonic()
    settings = lifecycle.start(settings, may_build)
    folder = settings.data / "demo"
    plans = _plans(settings, folder)
    weeks = {plan.name: household.read(plan.data) for plan in plans}
    middleware = Middleware(settings, shell.token(settings, "service", client="demo"))

    _step(1, "Three boxes of one cooperative enrol",
          "A prosumer's token gets each box a client certificate (EST); its account and cooperative stand in it.")
    for plan in plans:
        with Progress(plan.name) as progress:
            boxes.enrol(settings, plan)
            progress.done(f"account {plan.account}")

    _step(2, "They register with the VTN and send a week each of a real household's load and PV",
          "Over mutual TLS. Acknowledged means: stored in MongoDB. The boxes go on polling afterwards.")
    _run_boxes(settings, folder, plans)
    vens = {plan.name: plan.state()["venId"] for plan in plans}
    _curl(middleware.url("virtual_end_node"))

    _step(3, "Camel routes make 15-minute documents of the readings and carry them on to HBase")
    devices = _devices(middleware, plans)
    _wait_for_documents(middleware, devices, weeks)
    _curl(middleware.url("meter", where={"device_id": devices["House 1"]["load"]}, max_results=3))

    _step(4, "The cooperative dispatches an event and the boxes answer",
          f"LOAD_DISPATCH, {EVENT_WATTS} W for {EVENT_MINUTES} minutes; the boxes get it with their next poll.")
    event_start = datetime.now(timezone.utc).replace(microsecond=0) + timedelta(minutes=2)
    event_id = _dispatch(middleware, vens, event_start)
    _curl(middleware.url(f"dr_events/{event_id}"))

    _step(5, "The analytics module 'quality' runs as a MapReduce job over HBase",
          "Daily energy and completeness per device; the results lie in MongoDB and are read over REST.")
    differences, task_id = _energies(settings, middleware, devices, weeks)
    _curl(middleware.url("quality", where={"task_id": task_id}))

    _picture(folder, plans, weeks, event_start)
    _closing(settings, middleware, time.monotonic() - began)
    return FAILED if differences > TOLERANCE else OK


def _plans(settings, folder):
    data = settings.root / "assembly" / "cli" / "data"
    return [BoxPlan(name=f"House {number}", account=boxes.account_of(f"demo house {number}"), aggregator=boxes.COOPERATIVE,
                    house=f"House{number}", data=data / f"household-week-{number}.csv", folder=folder / "boxes" / f"house-{number}")
            for number in (1, 2, 3)]


def _step(number, title, explanation=""):
    say()
    heading(f"{number}. {title}")
    if explanation:
        say(f"   {explanation}")


def _curl(url):
    say(f"  {'see':<12} curl -sH \"Authorization: Bearer $TOKEN\" '{url}'")


def _run_boxes(settings, folder, plans):
    watchdog.put_unit(settings.run, boxes.unit(settings, folder / "boxes"))
    with Progress("readings") as progress:
        deadline = time.monotonic() + 300
        while True:
            states = [plan.state() for plan in plans]
            acknowledged, total = (sum(state.get(name, 0) for state in states) for name in ("acknowledged", "total"))
            progress.update(f"{2 * acknowledged} of {2 * total} acknowledged")
            if all(boxes.is_done(state) for state in states):
                progress.done(f"{2 * acknowledged} acknowledged, of {len(plans)} boxes with 2 meters each")
                return
            _keep_going(settings, deadline, "The boxes have not sent everything")
            time.sleep(0.3)


def _keep_going(settings, deadline, what):
    """Brings a killed watchdog back; gives up when the time is over or something is beyond repair."""
    if PidFile(settings.run / "watchdog.pid").pid() is None:
        watchdog.ensure(settings)
    for name in ("container", "boxes"):
        gave_up = settings.run / f"{name}.failed"
        if gave_up.exists():
            raise UserError(f"{name} does not stay up: {gave_up.read_text().strip()}", f"Look at: ./flexcoop logs {name}")
    if time.monotonic() > deadline:
        raise UserError(f"{what} in time.", "Look at: ./flexcoop status, ./flexcoop logs boxes, ./flexcoop logs")


def _devices(middleware, plans):
    """House -> meter -> device id, as the middleware has named the devices."""
    found = {}
    for plan in plans:
        items = middleware.all("data_points", where={"account_id": plan.account})
        found[plan.name] = {METERS[item["device_class"]]: item["device_id"] for item in items if item["device_class"] in METERS}
        if set(found[plan.name]) != set(METERS.values()):
            raise UserError(f"{plan.name} should have a load meter and a PV meter, but has: "
                            + ", ".join(item["device_class"] for item in items))
    return found


def _wait_for_documents(middleware, devices, weeks):
    wanted = {device: QUARTER_HOURS_PER_HALF_HOUR * len(weeks[house]) for house, meters in devices.items() for device in meters.values()}
    with Progress("documents") as progress:
        deadline = time.monotonic() + 180
        while True:
            present = sum(min(count, middleware.count("meter", where={"device_id": device})) for device, count in wanted.items())
            progress.update(f"{present} of {sum(wanted.values())}")
            if present == sum(wanted.values()):
                progress.done(f"{present} of 6 devices")
                return
            if time.monotonic() > deadline:
                raise UserError(f"There are {present} of {sum(wanted.values())} documents after 180 s.", "Look at: ./flexcoop logs")
            time.sleep(0.5)


def _dispatch(middleware, vens, start):
    event_id = middleware.create_event(sorted(vens.values()), start, EVENT_MINUTES, EVENT_WATTS)
    names = {ven: name for name, ven in vens.items()}
    with Progress("event") as progress:
        answers = middleware.wait_for_answers(event_id, 120, lambda states: progress.update(_summary(names, states)))
        progress.done(_summary(names, answers))
    return event_id


def _summary(names, states):
    words = {"opt_in": "opts in", "opt_out": "opts out", "queued": "not asked yet", "delivered": "asked", "failed": "failed"}
    return ", ".join(f"{names.get(ven, ven)} {words.get(state, state)}" for ven, state in sorted(states.items(), key=lambda x: names.get(x[0], x[0])))


def _energies(settings, middleware, devices, weeks):
    """Runs the module until it has seen everything (the last readings may still be on their way to HBase) and compares."""
    first = min(half_hours[0].start for half_hours in weeks.values())
    last = max(half_hours[-1].start for half_hours in weeks.values()) + timedelta(minutes=30)
    parameters = {"from": instant(first), "to": instant(last)}
    with Progress("module") as progress:
        deadline = time.monotonic() + 180
        while True:
            task = middleware.run_module("quality", parameters, 180, lambda t: progress.update(f"task {t['_id']} {t['state'].lower()}"))
            rows = middleware.all("quality", where={"task_id": task["_id"]})
            largest, compared = compare(rows, devices, weeks)
            if largest <= TOLERANCE or time.monotonic() > deadline:
                break
            progress.update(f"the largest difference is {largest:.3f} kWh yet: readings are still on their way to HBase")
            _keep_going(settings, deadline + 1, "The module has not seen everything")
            time.sleep(2)
        progress.done(f"task {task['_id']} is done, {len(rows)} results")
    _show_energies(rows, devices, weeks)
    verdict = f"{compared} daily energies agree with the input files; largest difference {largest:.1e} kWh" if largest <= TOLERANCE \
        else f"Daily energies differ from the input files by up to {largest:.6f} kWh"
    say("  " + paint(f"{'compared':<12} {verdict}", "green" if largest <= TOLERANCE else "red"))
    return largest, task["_id"]


def compare(rows, devices, weeks):
    """Largest difference in kWh between results and input files, over every day of every device, and how many were compared.

    A day without a result counts with its whole energy, and as at least one kWh, so that a missing zero is no agreement.
    """
    results = {(row["device_id"], day_of(row)): row.get("kwh", 0.0) for row in rows}
    largest, compared = 0.0, 0
    for house, meters in devices.items():
        for column, device in meters.items():
            for day, expected in household.daily_energy(weeks[house], column).items():
                found = results.get((device, day))
                largest = max(largest, abs(found - expected) if found is not None else max(1.0, expected))
                compared += 1
    return largest, compared


def day_of(row):
    return str(row["date"])[:10]


def _show_energies(rows, devices, weeks):
    results = {(row["device_id"], day_of(row)): row for row in rows}
    house = sorted(devices)[0]
    say(f"  {house:<12} {'day (UTC)':<12}{'load kWh':>12}{'in the file':>12}{'PV kWh':>12}{'in the file':>12}")
    expected = {column: household.daily_energy(weeks[house], column) for column in ("load", "pv")}
    for day in sorted(expected["load"]):
        cells = ""
        for column in ("load", "pv"):
            row = results.get((devices[house][column], day))
            cells += f"{row['kwh']:>12.6f}" if row else f"{'-':>12}"
            cells += f"{expected[column][day]:>12.6f}"
        say(f"  {'':<12} {day:<12}{cells}")


def _picture(folder, plans, weeks, event_start):
    """Draws the sunniest day of the second house; the event of today stands at its time of day."""
    house = plans[1].name
    day = household.sunniest_day(weeks[house])
    local = event_start.astimezone()
    start = local.hour + local.minute / 60
    drawn = plot.Day(title=f"{house}, {day[0].local.date()} (Sydney time)", load=plot.power(day, "load"), pv=plot.power(day, "pv"),
                     event=(start, min(24.0, start + EVENT_MINUTES / 60)),
                     event_label=f"event of {local:%Y-%m-%d} at its time of day")
    file = folder / "day.svg"
    file.write_text(plot.svg(drawn), encoding="utf-8")
    say()
    for line in plot.text(drawn, unicode=(sys.stdout.encoding or "").lower().startswith("utf")):
        say(line)
    say(f"  {'picture':<12} {file}")


def _closing(settings, middleware, seconds):
    say()
    heading(f"Done in {seconds:.0f} s. Everything goes on running, the boxes poll.")
    say("  TOKEN=$(./flexcoop token --role service)        for the lines above")
    say('  ./flexcoop shell "ven:list"                     the boxes as an operator sees them')
    say(f"  ./flexcoop status | logs -f | stop              data in {settings.data}")
