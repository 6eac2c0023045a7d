"""The verbs and options of ``./flexcoop``."""

import argparse
from pathlib import Path

from . import scenarios
from .readings import METRICS, UNITS

ROLES = ("service", "admin", "aggregator", "prosumer")

ENVIRONMENT = """environment:
  FLEXCOOP_DATA         data folder of the instance   (~/.local/share/flexcoop)
  FLEXCOOP_CACHE        downloads                     (~/.cache/flexcoop)
  FLEXCOOP_HTTP_PORT    REST, health, metrics         (8181)
  FLEXCOOP_HTTPS_PORT   the same over TLS             (8443)
  FLEXCOOP_VTN_PORT     OpenADR for boxes             (8444)
  FLEXCOOP_SHELL_PORT   shell                         (8101)
  FLEXCOOP_MONGOD       a mongod program to use;  FLEXCOOP_MONGODB_URI  a running server to use
  FLEXCOOP_HEAP         heap of the container         (768m)
  NO_COLOR              no colour on a terminal either

With another FLEXCOOP_DATA and other ports a second instance runs beside the first.

exit codes: 0 done, 1 failed, 2 wrong usage, 3 not running, 4 something must be installed"""


def parser():
    """The argument parser; each verb has a --help of its own."""
    top = argparse.ArgumentParser(
        prog="flexcoop", formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Builds, runs and shows the FLEXCoop Middleware on one machine.", epilog=ENVIRONMENT)
    verbs = top.add_subparsers(dest="verb", metavar="VERB", required=True)

    demo = _verb(verbs, "demo", "sends a real household's data the whole way and shows what happened",
                 "Builds if needed, starts, enrols three simulated boxes, sends three weeks of real half-hourly load and PV, "
                 "dispatches an event, runs the analytics module 'quality', compares its energies with the input, draws a day, "
                 "and leaves everything running.")
    _start_options(demo)

    start = _verb(verbs, "start", "starts the middleware and its servers",
                  "Builds if needed, fetches MongoDB if there is none, starts, and waits until everything is ready.")
    _start_options(start)

    _verb(verbs, "stop", "stops the middleware and everything it started", "Asks first, kills after a minute, leaves nothing behind.")
    restart = _verb(verbs, "restart", "stops and starts the middleware, with the ports and options of its last start",
                    "Builds if needed while it still runs, stops it with its servers, starts it, and waits until everything is ready. What does not run is started.")
    restart.add_argument("--no-build", action="store_true", help="start what was built, even if sources are newer")
    _verb(verbs, "status", "shows what runs and how it is", "Exit code 0: all ready, 1: not all ready, 3: not running.")

    check = _verb(verbs, "check", "checks all configuration files, also while nothing runs",
                  "Prints what is wrong in which file, and what is accepted. Exit code 0: nothing, 1: something. Before the first start it checks the "
                  "files of the distribution. A running middleware checks them itself: config:check, /health.")
    check.add_argument("--write-docs", type=Path, nargs="?", const=Path("docs/configuration.md"), metavar="FILE",
                       help="write the page of all keys instead (default: %(const)s)")

    logs = _verb(verbs, "logs", "shows logs", "Shows the end of a log: the middleware's own, or a server's.")
    logs.add_argument("-f", "--follow", action="store_true", help="go on as lines are added")
    logs.add_argument("server", nargs="?", help="middleware (default), console, watchdog, boxes, mongodb, hbase, amqp")

    shell = _verb(verbs, "shell", "opens the shell, or runs one command in it",
                  "With a command: prints its output and exits with its status. Without: an interactive shell (leave it with Ctrl-D).")
    shell.add_argument("command", nargs="*", help='for example "ven:list"')

    token = _verb(verbs, "token", "prints a bearer token of the development issuer", "Prints the token and nothing else.")
    token.add_argument("--role", required=True, choices=ROLES)
    token.add_argument("--subject", help="who (default: the role's name)")
    token.add_argument("--account", help="account of a prosumer (default: the subject)")
    token.add_argument("--aggregator", help="cooperative of an aggregator or a prosumer")
    token.add_argument("--client", help="component, for a service")
    token.add_argument("--hours", type=positive, default=12, help="how long it is valid (default: 12)")

    replay = _verb(verbs, "replay", "sends a file of measurements through a simulated box and compares what comes out",
                   "Reads a CSV file (plain or .gz) with a column of times and columns of numbers, shows what it takes them for, sends them through "
                   "a simulated box over OpenADR, waits until they are in the 15-minute documents and in HBase, and compares the energies: "
                   "exit 1 if they differ by more than 1e-6 kWh. The same file goes on where it was, another one begins anew.")
    replay.add_argument("file", type=Path)
    replay.add_argument("--as", dest="metric", choices=sorted(METRICS), help="what the numbers are (default: guessed from the names of the columns)")
    replay.add_argument("--unit", choices=sorted(UNITS), help="of energy (kWh, Wh per interval) or mean power (kW, W) (default: guessed)")
    replay.add_argument("--register", action="store_true", help="the numbers are readings of a register that counts upwards (default: guessed)")
    replay.add_argument("--columns", metavar="A,B", help="columns that are sent (default: all with numbers)")
    replay.add_argument("--time", metavar="COLUMN", help="column of the times, starts of the intervals (default: the first with times)")
    replay.add_argument("--zone", default="UTC", help="time zone of times that do not name one, such as Europe/Madrid (default: %(default)s)")
    replay.add_argument("--account", help="account of the box (default: made from the file's name)")
    replay.add_argument("--aggregator", default="demo.flexcoop.coop", help="cooperative (default: %(default)s)")
    replay.add_argument("--house", help="name of the house in the rIDs (default: made from the file's name)")

    backup = _verb(verbs, "backup", "writes all data of the instance into one file, while it runs",
                   "Databases, configuration, keys, what was deployed, and the audit log as they are at one instant. Requests wait for a moment meanwhile. "
                   "The file has mode 0600 and holds keys. Simulated boxes and logs are not in it.")
    backup.add_argument("file", type=Path, help="file to write, such as flexcoop-2026-11-27.tar.gz; it must not exist")

    restore = _verb(verbs, "restore", "makes the data of a new instance from a file of backup",
                    "Unpacks into the data folder (FLEXCOOP_DATA), which must be empty or missing, and checks every file. What is damaged is not restored at all. "
                    "The new instance chooses ports of its servers and passwords of its own; ./flexcoop start starts it, also beside the one it comes from.")
    restore.add_argument("file", type=Path, help="file that ./flexcoop backup wrote")

    verify = _verb(verbs, "verify", "sets up what tests need and runs all of them",
                   "Installs packages as root (else lists them), builds everything and runs every test. Leftover processes are a failure.")
    verify.add_argument("--no-setup", action="store_true", help="install nothing, only check")
    verify.add_argument("--faults", type=int, nargs="?", const=10, default=0, metavar="N",
                        help="kill each process N times under load (10) instead of all of them once")

    bench = _verb(verbs, "bench", "measures the middleware",
                  "Starts an instance of its own on free ports with a temporary data folder, measures start times and scenarios, beside "
                  "the plain clients of MongoDB and HBase, and ends it. Let nothing else run.")
    bench.formatter_class, bench.epilog = argparse.RawDescriptionHelpFormatter, scenarios.epilog()
    bench.add_argument("--here", action="store_true", help="measure the running instance instead; what is stored is removed again")
    bench.add_argument("--incident", choices=("kills", "clock", "disk"), default="kills",
                       help="of faults: processes are killed (default), the clock jumps an hour ahead and back (needs libfaketime), or the disk is full (as root)")
    bench.add_argument("--restheart", metavar="FOLDER", help="an unpacked release of RESTHeart, which rest then measures too (docs/benchmarks.md)")
    bench.add_argument("--restheart-java", default="java", metavar="FILE", help="the java program for it (default: %(default)s)")
    bench.add_argument("--write-docs", action="store_true", help="write the sections of these scenarios into docs/benchmarks.md")
    bench.add_argument("scenario", nargs="*", help="see below (default: those with *)")
    for name, otherwise, text in (
            ("boxes", 16, "simulated boxes"), ("seconds", 10, "per measurement"), ("rows", 20_000_000, "rows of list"),
            ("fill-seconds", 1500, "the most that writing these rows may take"), ("vens", 10_000, "targets of event and push"),
            ("polling", 200, "VENs of event that poll"), ("devices", 64, "devices behind a box in registers, nodes and backlog"),
            ("backlog", 200_000, "samples that pile up in backlog, nodes and telemetry"),
            ("minutes", 3, "of load in vtn and telemetry under which the heap is watched, and of fuzz"), ("idle", 100_000, "VENs of vtn that only poll"),
            ("tls-boxes", 5000, "boxes of idle-tls that keep their connection"), ("fleet", 100_000, "devices of the largest fleet of telemetry"),
            ("rounds", 10, "kills of each process in faults; 0: all of them once, within one round"),
            ("seed", None, "of the moments of faults; by chance otherwise")):
        bench.add_argument(f"--{name}", type=int, default=otherwise, metavar="N", help=f"{text} (default: %(default)s)")

    build = _verb(verbs, "build", "builds the distribution without running tests", "Does nothing when no source is newer than the distribution.")
    build.add_argument("--force", action="store_true", help="build all the same")
    return top


def _verb(verbs, name, summary, description):
    return verbs.add_parser(name, help=summary, description=description)


def _start_options(verb):
    verb.add_argument("--vtn-http", action="store_true",
                      help="offer the VTN on the plain HTTP port as well (development; also FLEXCOOP_VTN_HTTP=true)")
    verb.add_argument("--no-build", action="store_true", help="start what was built, even if sources are newer")
    verb.add_argument("--no-dev-issuer", action="store_true", help="without the development issuer of tokens")


def positive(text):
    """A number above zero, for argparse."""
    try:
        value = float(text)
    except ValueError:
        value = 0
    if value <= 0:
        raise argparse.ArgumentTypeError(f"'{text}' is no positive number")
    return value
