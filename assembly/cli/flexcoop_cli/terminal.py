"""What the user sees: plain lines, progress that rewrites itself on a terminal only, and no colour without one."""

import os
import shutil
import sys
import time

_CODES = {"bold": "1", "green": "32", "red": "31", "yellow": "33", "dim": "2"}


def is_terminal(stream=None):
    stream = stream or sys.stdout
    return stream.isatty() and os.environ.get("TERM", "dumb") != "dumb"


def paint(text, style, stream=None):
    """The text in a colour or weight, if there is a terminal that shows it and NO_COLOR is not set."""
    if not is_terminal(stream) or os.environ.get("NO_COLOR"):
        return text
    return f"\033[{_CODES[style]}m{text}\033[0m"


def say(text=""):
    print(text, flush=True)


def heading(text):
    say(paint(text, "bold"))


def warn(text):
    print(paint(text, "yellow", sys.stderr), file=sys.stderr, flush=True)


def size(count):
    """A number of bytes as people read it."""
    for unit in ("B", "kB", "MB", "GB"):
        if count < 1000 or unit == "GB":
            return f"{count:.0f} {unit}" if unit in ("B", "kB", "MB") else f"{count:.1f} {unit}"
        count /= 1000
    return ""


class Progress:
    """One line per thing that goes on.

    On a terminal the line is rewritten in place; otherwise a line is printed when it begins, when it ends and, so that
    a log shows life, every ten seconds when the text has changed.
    """

    def __init__(self, label, stream=None):
        self._label = label
        self._stream = stream or sys.stdout
        self._live = is_terminal(self._stream)
        self._began = time.monotonic()
        self._printed_at = 0.0
        self._text = None

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        if kind is not None:
            self._end("failed", "red")

    def update(self, text):
        now = time.monotonic()
        if self._live:
            self._rewrite(f"  {self._label:<12} {text}")
        elif text != self._text and now - self._printed_at >= 10:
            self._print(f"  {self._label:<12} {text}")
            self._printed_at = now
        self._text = text

    def done(self, text="done"):
        self._end(text, "green")

    def failed(self, text):
        self._end(text, "red")

    def _end(self, text, style):
        seconds = time.monotonic() - self._began
        took = f" ({seconds:.0f} s)" if seconds >= 1 else ""
        if self._live:
            self._rewrite("")
            self._stream.write("\r")
        self._print(f"  {self._label:<12} {paint(text, style, self._stream)}{took}")

    def _rewrite(self, line):
        width = shutil.get_terminal_size().columns - 1
        self._stream.write("\r" + line[:width].ljust(width))
        self._stream.flush()

    def _print(self, line):
        print(line, file=self._stream, flush=True)
