"""Building and running programs for campaigns."""
import os
import subprocess

from report import ROOT

CORES = os.cpu_count() or 1


def build(report, preset, *targets):
    """Configures a preset and builds targets of it; all when none is named. Raises with the end of
    what the compiler said."""
    report.say(f"building {preset}: {' '.join(targets) or 'everything'}")
    run(["cmake", "--preset", preset])
    command = ["cmake", "--build", "--preset", preset]
    run(command + (["--target", *targets] if targets else []))
    return ROOT / "build" / preset


def run(command, **more):
    """Runs a command in the checkout; its output is returned, or the end of it raised."""
    done = subprocess.run([str(word) for word in command], cwd=more.pop("cwd", ROOT), text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **more)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(map(str, command))} ended with {done.returncode}:\n"
                           + done.stdout[-4000:])
    return done.stdout
