"""The bugs that are kept as patches: what each breaks, who must find it and by which checks.

A patch begins with words for people and lines of the form `Name: value`, then comes what `git diff`
printed. `Finder` is a program of the simulator, a campaign, the test of the disk, `crdt_histories`,
`governance_histories`, `moderation_property` or a program of unit tests, `Check` what its finding must begin with; both may be several, by blanks. A process that a check
of its own ends is found as I22 by the simulator; the histories find what answers differ, and nothing but those under
`Check` may. Of a program of unit tests those under `Check` alone run, and the first must fail. `Set` names those that are run together, by blanks.
"""
import os
import pathlib
import re
import subprocess

FOLDER = pathlib.Path(__file__).resolve().parent
UNIT_TESTS = ("cli_test", "governance_test", "peers_test", "web_guard_test")
FINDERS = ("sim_run", "kill", "disk_test", "crdt_histories", "governance_histories", "moderation_property",
           *UNIT_TESTS)


class Patch:
    def __init__(self, path):
        self.name = path.stem
        self.text = path.read_text(encoding="utf-8")
        head, _, self.difference = self.text.partition("\ndiff --git ")
        fields = dict(re.findall(r"^([A-Z][a-z]+): (.+)$", head, re.MULTILINE))
        self.words = re.split(r"^[A-Z][a-z]+: ", head, maxsplit=1, flags=re.MULTILINE)[0].strip()
        self.finders = fields.get("Finder", "").split()
        self.checks = fields.get("Check", "").split()
        self.sets = fields.get("Set", "").split()

    def apply(self, tree, *options):
        """Applies itself to the files under `tree`; None, or what git said against it."""
        # Not in the repository that `tree` may lie in: its paths would be taken from there.
        environment = dict(os.environ, GIT_CEILING_DIRECTORIES=str(pathlib.Path(tree).parent))
        done = subprocess.run(["git", "apply", *options, "-"], cwd=tree, input=self.text, text=True,
                              env=environment, capture_output=True, check=False)
        return None if done.returncode == 0 else done.stderr.strip()


def all_patches():
    return [Patch(path) for path in sorted(FOLDER.glob("*.patch"))]
