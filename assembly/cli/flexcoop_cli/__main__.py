"""Entry point: parses the arguments, runs the verb, turns errors into one message and an exit code."""

import errno
import sys
from dataclasses import replace

from . import arguments, settings
from .errors import FAILED, USAGE, UserError
from .terminal import paint

# of the machine, not of the program: they need a sentence and no stack trace
DISK_ERRORS = (errno.EROFS, errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EPERM, errno.EIO)


def main(argv=None):
    options = arguments.parser().parse_args(argv)
    try:
        return run(options, settings.from_environment())
    except UserError as error:
        print(paint(str(error), "red", sys.stderr), file=sys.stderr)
        if error.advice:
            print(error.advice, file=sys.stderr)
        return error.code
    except KeyboardInterrupt:
        print("\nInterrupted.", file=sys.stderr)
        return 130
    except BrokenPipeError:
        sys.stderr.close()
        return FAILED
    except OSError as error:
        if error.errno not in DISK_ERRORS:
            raise
        print(paint(f"{error.filename or 'The data folder'} cannot be written: {error.strerror}.", "red", sys.stderr), file=sys.stderr)
        print("Make the disk writable or make room, then repeat the command.", file=sys.stderr)
        return FAILED


def run(options, config):
    """Runs one verb. Modules are imported here, so that ``token`` need not load what ``demo`` needs."""
    verb = options.verb
    if verb in ("start", "demo"):
        config = replace(config, vtn_http=config.vtn_http or options.vtn_http,
                         dev_issuer=config.dev_issuer and not options.no_dev_issuer)
    if verb == "start":
        from .lifecycle import start_command
        return start_command(config, may_build=not options.no_build)
    if verb == "stop":
        from .lifecycle import stop_command
        return stop_command(config)
    if verb == "restart":
        from .lifecycle import restart_command
        return restart_command(config, may_build=not options.no_build)
    if verb == "status":
        from .lifecycle import status_command
        return status_command(config)
    if verb == "demo":
        from .demo import demo_command
        return demo_command(config, may_build=not options.no_build)
    if verb == "check":
        from .configuration import check_command
        return check_command(config, options.write_docs)
    if verb == "logs":
        from .logs import logs_command
        return logs_command(config, options.server, options.follow)
    if verb == "shell":
        from .shell import shell_command
        return shell_command(config, " ".join(options.command))
    if verb == "token":
        from .shell import token_command
        return token_command(config, options)
    if verb == "replay":
        from .replay import replay_command
        return replay_command(config, options)
    if verb == "backup":
        from .backup import backup_command
        return backup_command(config, options.file)
    if verb == "restore":
        from .restore import restore_command
        return restore_command(config, options.file)
    if verb == "verify":
        from .verify import verify_command
        return verify_command(config, setup=not options.no_setup, rounds=options.faults)
    if verb == "bench":
        from .bench import bench_command
        return bench_command(config, options)
    if verb == "build":
        from .build import build_command
        return build_command(config, options.force)
    return USAGE


if __name__ == "__main__":
    sys.exit(main())
