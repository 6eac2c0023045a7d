"""The verbs ``shell`` and ``token``: Karaf's own SSH client with the key of this installation; there are no passwords."""

import os
import re
import subprocess
import sys

from .errors import FAILED, UserError
from .instance import SHELL_USER, java, shell_key
from .lifecycle import require_running

_ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b[=>]")
# the first line by which Karaf's client tells that it could not get in
_NO_ENTRY = re.compile(r"Failed to get the session|No more authentication methods|Connection refused|DefaultConnectFuture")
_CLIENT_JARS = ("org/apache/karaf/org.apache.karaf.client", "org/apache/sshd/sshd-osgi", "org/apache/sshd/sshd-scp",
                "org/apache/sshd/sshd-sftp", "org/fusesource/jansi/jansi", "org/jline/jline", "org/slf4j/slf4j-api")


def shell_command(settings, command):
    """One command, its clean output and its status; or an interactive shell."""
    settings = require_running(settings)
    if command:
        code, out, err = run(settings, command)
        sys.stdout.write(out)
        sys.stderr.write(err)
        return code
    if not sys.stdin.isatty():
        code, out, err = run(settings, sys.stdin.read())
        sys.stdout.write(out)
        sys.stderr.write(err)
        return code
    return subprocess.run(client(settings)).returncode


def run(settings, command, timeout=300):
    """Runs one line in the shell: ``(status, output, errors)``."""
    # handed over by stdin: without a terminal the client prints nothing for a command among its arguments
    try:
        done = subprocess.run([*client(settings, dumb=True), "-b"], input=command.strip() + "\n", capture_output=True,
                              text=True, timeout=timeout)
    except subprocess.TimeoutExpired as error:
        raise UserError(f"The shell did not finish '{command}' within {timeout} s.", "Look at: ./flexcoop logs") from error
    if _NO_ENTRY.search(done.stdout + done.stderr):
        raise UserError(f"The shell on port {settings.shell_port} cannot be entered: {_first_line(done.stdout + done.stderr)}",
                        "Look at: ./flexcoop status, ./flexcoop logs")
    out, err = plain(done.stdout), plain(done.stderr)
    if done.returncode != 0 and not err:
        return done.returncode, "", out
    return done.returncode, out, err


def plain(text):
    """The text without colours, and without what the terminal library says about there being no terminal."""
    lines = [line.rstrip() for line in _ESCAPES.sub("", text).replace("\r", "").splitlines()]
    lines = [line for line in lines if "Unable to create a system terminal" not in line and "org.jline.utils.Log logr" not in line]
    while lines and not lines[-1]:
        lines.pop()
    return "".join(line + "\n" for line in lines)


def client(settings, dumb=False):
    """The command line of Karaf's client."""
    jars = []
    for artifact in _CLIENT_JARS:
        jars += sorted((settings.home / "system" / artifact).glob("*/*.jar"))
    options = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto", "-Xmx64m", f"-Dkaraf.etc={settings.karaf_etc}"]
    if dumb:
        options += ["-Dorg.jline.terminal.dumb=true", "-Dorg.jline.terminal.type=dumb"]
    return [java(), *options, "-cp", os.pathsep.join(map(str, jars)), "org.apache.karaf.client.Main",
            "-h", "127.0.0.1", "-a", str(settings.shell_port), "-u", SHELL_USER, "-k", str(shell_key(settings))]


def token_command(settings, options):
    settings = require_running(settings)
    print(token(settings, options.role, subject=options.subject, account=options.account,
                aggregator=options.aggregator, client=options.client, hours=options.hours))
    return 0


def token(settings, role, subject=None, account=None, aggregator=None, client=None, hours=12):
    """A bearer token of the development issuer."""
    if not settings.dev_issuer:
        raise UserError("The development issuer is off in this instance.",
                        "Take a token of your identity provider, or start without --no-dev-issuer.")
    words = ["security:token", "--role", role]
    for option, value in (("--subject", subject), ("--account", account), ("--aggregator", aggregator), ("--client", client)):
        if value:
            words += [option, quoted(value)]
    words += ["--hours", f"{hours:g}"]
    code, out, err = run(settings, " ".join(words))
    lines = out.strip().splitlines()
    if code != 0 or not lines or lines[-1].count(".") != 2:
        raise UserError("No token was issued: " + (err.strip() or out.strip() or f"status {code}"), code=FAILED)
    return lines[-1].strip()


def quoted(value):
    """A value as one word of Karaf's shell, in which nothing is expanded."""
    if re.fullmatch(r"[A-Za-z0-9._:/@-]+", value):
        return value
    if "'" in value or "\n" in value:
        raise UserError(f"'{value}' cannot be passed to the shell.", "Leave out quotes and line breaks.")
    return f"'{value}'"


def _first_line(text):
    return next((line.strip() for line in plain(text).splitlines() if _NO_ENTRY.search(line)), "")
