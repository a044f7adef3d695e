"""Runs one campaign: finds its file, reads its options, prints its figures."""
import argparse
import importlib
import pathlib
import sys

from report import Report

HERE = pathlib.Path(__file__).resolve().parent
NOT_CAMPAIGNS = {"main", "report", "programs", "histories", "fuzz_targets"}
DONE, BROKEN, USAGE = 0, 1, 2


def names():
    return sorted(path.stem for path in HERE.glob("*.py")
                  if path.stem not in NOT_CAMPAIGNS and not path.stem.endswith("_test"))


def usage():
    lines = ["usage: ./tests/campaign NAME [options] [--json]", ""]
    for name in names():
        summary = (importlib.import_module(name).__doc__ or "").strip().splitlines()[0]
        lines.append(f"  {name:10} {summary}")
    lines.append("\n./tests/campaign NAME --help: the options of one.")
    return "\n".join(lines)


def main(words):
    if not words or words[0] in ("-h", "--help"):
        print(usage())
        return DONE if words else USAGE
    name, *rest = words
    if name not in names():
        print(f"no campaign is called {name!r}\n\n{usage()}", file=sys.stderr)
        return USAGE
    campaign = importlib.import_module(name)
    parser = argparse.ArgumentParser(prog=f"./tests/campaign {name}", description=campaign.__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    campaign.options(parser)
    parser.add_argument("--json", action="store_true", help="a line of JSON for each figure")
    given = parser.parse_args(rest)
    report = Report(name, given.json)
    try:
        campaign.run(given, report)
    except KeyboardInterrupt:
        report.say("stopped: what was not measured does not hold")
    except Exception as problem:  # whatever it was, the figures that are there are still printed
        report.say(f"{type(problem).__name__}: {problem}")
        report.broken = True
    return DONE if report.close() else BROKEN


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
