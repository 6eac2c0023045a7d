"""The verb ``check``: the checks of the middleware over all configuration files, without starting it."""

import os
import subprocess

from .errors import UserError
from .instance import container_environment, java
from .lifecycle import is_running
from .terminal import say

MAIN = "eu.flexcoop.middleware.configuration.internal.CheckMain"
_JARS = ("system/eu/flexcoop/middleware/middleware-configuration/*/*.jar", "system/org/ops4j/pax/logging/pax-logging-api/*/*.jar",
         "lib/boot/osgi.core-*.jar")


def check_command(settings, page=None):
    """Checks the files of the instance, or those of the distribution before the first start; or writes the page of all keys."""
    if is_running(settings):
        settings = settings.as_started()
    home = settings.assembly if page or not settings.home.exists() else settings.home
    folder = home / "etc" if page or not settings.karaf_etc.exists() else settings.karaf_etc
    if not folder.exists():
        raise UserError(f"There is no distribution in {settings.assembly}.", "Build it: ./flexcoop build")
    done = subprocess.run([*command(settings, home), str(home), str(folder), *([str(page)] if page else [])],
                          env=container_environment(settings), check=False)
    if page and done.returncode == 0:
        say(f"{page} is written.")
    return done.returncode


def command(settings, home):
    """Java with the jars of the distribution and the properties that files may name."""
    jars = [str(jar) for pattern in _JARS for jar in sorted(home.glob(pattern))]
    properties = {"karaf.home": home, "karaf.base": settings.karaf_base, "karaf.etc": settings.karaf_etc,
                  "karaf.data": settings.karaf_base / "data", "karaf.log": settings.karaf_log}
    return [java(), "-XX:TieredStopAtLevel=1", "-Xshare:auto", *(f"-D{name}={value}" for name, value in properties.items()),
            "-cp", os.pathsep.join(jars), MAIN]
