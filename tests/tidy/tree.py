"""The source tree as the rules see it: files with their text, C++ without comments and strings."""
import functools
import pathlib
import re

SKIPPED_FOLDERS = {".git", ".cache", "build", "node_modules", "__pycache__"}
CPP_SUFFIXES = {".cpp", ".hpp"}

CPP_NOISE = re.compile(
    r'(?P<comment>//[^\n]*|/\*.*?\*/)'
    r'|(?P<raw>R"(?P<tag>[^(\s"]*)\(.*?\)(?P=tag)")'
    r'|(?P<string>"(?:\\.|[^"\\\n])*")'
    r"|(?P<char>(?<![0-9A-Fa-f])'(?:\\.|[^'\\\n])+')",
    re.DOTALL)


def without_noise(text):
    """C++ with comments blanked and literals emptied; line numbers stay."""
    def blank(match):
        lines = "\n" * match.group().count("\n")
        return lines if match["comment"] else '""' + lines
    # An #include keeps its quoted path: rules read those.
    kept = []
    for line in text.split("\n"):
        kept.append(re.sub(r'^(\s*#\s*include\s*)"([^"]*)"', r"\1<quoted:\2>", line))
    return CPP_NOISE.sub(blank, "\n".join(kept))


class File:
    def __init__(self, root, path):
        self.path = path.relative_to(root).as_posix()
        self.name = path.name
        self.suffix = path.suffix
        self._full = path

    @functools.cached_property
    def text(self):
        try:
            return self._full.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            return ""  # binary; the rules are about text

    @functools.cached_property
    def cpp(self):
        return without_noise(self.text)

    def inside(self, *prefixes):
        return any(self.path.startswith(prefix) for prefix in prefixes)


class Tree:
    def __init__(self, root):
        self.root = pathlib.Path(root).resolve()
        self.files = []
        pending = [self.root]
        while pending:
            for entry in sorted(pending.pop().iterdir()):
                if entry.is_symlink() or entry.name in SKIPPED_FOLDERS:
                    continue
                if entry.is_dir():
                    pending.append(entry)
                else:
                    self.files.append(File(self.root, entry))
        self.files.sort(key=lambda file: file.path)

    @property
    def cpp_files(self):
        return [file for file in self.files if file.suffix in CPP_SUFFIXES]

    def has(self, path):
        return (self.root / path).exists()


def line_of(text, at):
    return text.count("\n", 0, at) + 1
