"""Where things are and which ports are used: defaults, moved by environment variables."""

import json
import os
from dataclasses import dataclass, replace
from pathlib import Path

from .errors import USAGE, UserError

PORTS = (
    ("http", "FLEXCOOP_HTTP_PORT", 8181),
    ("https", "FLEXCOOP_HTTPS_PORT", 8443),
    ("vtn", "FLEXCOOP_VTN_PORT", 8444),
    ("shell", "FLEXCOOP_SHELL_PORT", 8101),
)
TRUE_WORDS = ("1", "true", "yes", "on")


@dataclass(frozen=True)
class Settings:
    """One instance: a repository, a data folder and four ports."""

    root: Path
    data: Path
    cache: Path
    http_port: int
    https_port: int
    vtn_port: int
    shell_port: int
    vtn_http: bool = False
    dev_issuer: bool = True

    @property
    def run(self):
        """Pid files and states; gone after a clean stop."""
        return self.data / "run"

    @property
    def karaf_base(self):
        """The writable half of the container: etc, deploy, bundle cache, logs."""
        return self.data / "karaf"

    @property
    def karaf_etc(self):
        return self.karaf_base / "etc"

    @property
    def karaf_log(self):
        return self.karaf_base / "data" / "log"

    @property
    def home(self):
        """The distribution that the instance runs from: a copy, so that a build does not pull the jars from under it."""
        return self.karaf_base / "home"

    @property
    def assembly(self):
        """The built distribution, never written to."""
        return self.root / "assembly" / "standalone" / "target" / "assembly"

    @property
    def servers(self):
        """Jars of the embedded servers, a folder each."""
        return self.root / "assembly" / "servers" / "target"

    @property
    def http_url(self):
        return f"http://127.0.0.1:{self.http_port}"

    def port(self, name):
        return getattr(self, f"{name}_port")

    def environment(self):
        """What the container's configuration files read."""
        values = {variable: str(self.port(name)) for name, variable, _ in PORTS}
        values["FLEXCOOP_DATA"] = str(self.data)
        values["FLEXCOOP_CACHE"] = str(self.cache)
        values["FLEXCOOP_SERVERS"] = str(self.servers)
        values["FLEXCOOP_VTN_HTTP"] = str(self.vtn_http).lower()
        values["FLEXCOOP_DEV_ISSUER"] = str(self.dev_issuer).lower()
        return values

    def save(self):
        """Remembers the ports, so that later commands find the instance by its data folder alone."""
        values = {name: self.port(name) for name, _, _ in PORTS}
        values["vtn_http"], values["dev_issuer"] = self.vtn_http, self.dev_issuer
        (self.run / "instance.json").write_text(json.dumps(values, indent=1) + "\n")

    def as_started(self):
        """The settings with which the instance of this data folder was started, or these if it was not."""
        try:
            values = json.loads((self.run / "instance.json").read_text())
            ports = {f"{name}_port": int(values[name]) for name, _, _ in PORTS}
            return replace(self, vtn_http=values["vtn_http"], dev_issuer=values["dev_issuer"], **ports)
        except (OSError, ValueError, KeyError):
            return self


def from_environment(environment=os.environ):
    """Reads the settings; a port that is no port is the user's mistake."""
    home = Path(environment.get("HOME") or Path.home())
    ports = {f"{name}_port": _port(environment, variable, default) for name, variable, default in PORTS}
    if len(set(ports.values())) < len(ports):
        raise UserError("Two of the four ports are the same: " + ", ".join(f"{v}={environment.get(v, d)}" for _, v, d in PORTS),
                        "Give each its own.", USAGE)
    return Settings(
        root=Path(environment.get("FLEXCOOP_ROOT") or Path(__file__).resolve().parents[3]),
        data=_folder(environment.get("FLEXCOOP_DATA"), home / ".local/share/flexcoop"),
        cache=_folder(environment.get("FLEXCOOP_CACHE"), home / ".cache/flexcoop"),
        vtn_http=_flag(environment, "FLEXCOOP_VTN_HTTP", False),
        dev_issuer=_flag(environment, "FLEXCOOP_DEV_ISSUER", True),
        **ports)


def _folder(value, default):
    return Path(os.path.abspath(os.path.expanduser(value))) if value else default


def _flag(environment, name, default):
    value = environment.get(name)
    return default if value is None or value == "" else value.strip().lower() in TRUE_WORDS


def _port(environment, variable, default):
    value = environment.get(variable) or str(default)
    if not value.isdigit() or not 0 < int(value) < 65536:
        raise UserError(f"{variable} is '{value}', which is no port.", "Give a number from 1 to 65535.", USAGE)
    return int(value)
