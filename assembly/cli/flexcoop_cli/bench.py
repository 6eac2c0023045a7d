"""The verb ``bench``: runs the benchmark program of ``itests/bench``."""

import os
import subprocess

from . import build
from .errors import MISSING, UserError
from .instance import java

MAIN = "eu.flexcoop.middleware.bench.Bench"


def bench_command(settings, arguments):
    target = settings.root / "itests" / "bench" / "target"
    if not (settings.root / "itests" / "bench" / "pom.xml").exists():
        raise UserError("The benchmarks are not part of this source tree (itests/bench).", code=MISSING)
    build.build_if_needed(settings)
    jars = sorted(target.glob("middleware-bench*.jar"))
    if not jars:
        build.build(settings)
        jars = sorted(target.glob("middleware-bench*.jar"))
    if not jars:
        raise UserError(f"The benchmarks are not built: no jar in {target}.", "Build: ./flexcoop build --force", MISSING)
    class_path = os.pathsep.join([*map(str, jars), str(target / "lib" / "*")])
    environment = dict(os.environ, FLEXCOOP_ROOT=str(settings.root), **settings.environment())
    return subprocess.run([java(), "-cp", class_path, MAIN, *arguments], env=environment).returncode
