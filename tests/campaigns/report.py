"""What a campaign says: figures on standard output, everything else on standard error."""
import json
import pathlib
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]


def holds(value, better, bar):
    """True, False, or None when there is no value. Without a bar, being measured is enough."""
    if value is None:
        return None
    if bar is None:
        return True
    return value <= bar if better == "lower" else value >= bar


def commit():
    """The commit of the tree, with `+changes` when it is not what was committed."""
    def git(*words):
        return subprocess.run(["git", "-C", str(ROOT), *words], capture_output=True, text=True)
    head = git("rev-parse", "--short=12", "HEAD")
    if head.returncode != 0:
        return None
    changes = git("status", "--porcelain").stdout.strip()
    return head.stdout.strip() + ("+changes" if changes else "")


class Report:
    """Announce the figures with `expect` before the work begins: one that the work never came to is
    then printed as not measured, and the campaign does not hold."""

    def __init__(self, campaign, as_json, out=sys.stdout, log=sys.stderr):
        self.campaign = campaign
        self.as_json = as_json
        self.out = out
        self.log = log
        self.begin = time.monotonic()
        self.expected = {}  # figure: (unit, better, bar)
        self.held = {}      # figure: True, False or None
        self.broken = False

    def expect(self, figure, unit, better, bar=None):
        assert better in ("lower", "higher")
        self.expected[figure] = (unit, better, bar)

    def figure(self, figure, value):
        """Prints one of the announced figures, once."""
        assert figure not in self.held
        unit, better, bar = self.expected[figure]
        verdict = holds(value, better, bar)
        self.held[figure] = verdict
        if self.as_json:
            self._line({"campaign": self.campaign, "figure": figure, "value": value, "unit": unit,
                        "better": better, "bar": bar, "holds": verdict})
        else:
            wanted = "" if bar is None else f"  (bar: at {'most' if better == 'lower' else 'least'} {bar})"
            word = {True: "holds", False: "FAILS", None: "NOT MEASURED"}[verdict]
            shown = "-" if value is None else value
            print(f"{word:12} {figure} {shown} {unit}{wanted}", file=self.out, flush=True)

    def say(self, words):
        """Progress and reasons, for people."""
        print(f"{time.monotonic() - self.begin:7.1f}  {words}", file=self.log, flush=True)

    def close(self):
        """Prints what was announced and never came, and the last line; whether all holds."""
        for figure in self.expected:
            if figure not in self.held:
                self.figure(figure, None)
        good = bool(self.held) and not self.broken and all(self.held.values())
        seconds = round(time.monotonic() - self.begin, 1)
        last = {"campaign": self.campaign, "figures": len(self.held), "holds": good,
                "seconds": seconds, "commit": commit()}
        if self.as_json:
            self._line(last)
        else:
            print(f"{'holds' if good else 'FAILS':12} {self.campaign}: {len(self.held)} figures, "
                  f"{seconds} s, {last['commit']}", file=self.out, flush=True)
        return good

    def _line(self, value):
        print(json.dumps(value), file=self.out, flush=True)
