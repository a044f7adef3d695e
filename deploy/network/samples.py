"""Imports deploy/sample through the ordinary command line. The format: deploy/README.md."""
import json
import pathlib

SAMPLE = pathlib.Path(__file__).resolve().parents[1] / "sample"


def items():
    """Every item of the sample, in the order of the files and of their lists."""
    for path in sorted(SAMPLE.glob("[0-9]*.json")):
        yield from json.loads(path.read_text(encoding="utf-8"))


def source_of(item):
    """Where an item comes from: the document's file, and the line in it."""
    documents = json.loads((SAMPLE / "sources.json").read_text(encoding="utf-8"))
    document, line = item["source"].split(":")
    return f"{documents[document]['file']}:{line}"


def settings(item):
    """`--set` for each field; a list sets a field once for each of its values."""
    fields = dict(item.get("fields", {}), source=source_of(item))
    for name, value in fields.items():
        for each in value if isinstance(value, list) else [value]:
            yield from ("--set", f"{name}={each}")


def import_into(node, commons, say):
    """Imports all items into `node`; spaces by their local names, and the ids that were made."""
    spaces = {"commons": commons}
    versions = []
    made = list(items())
    for number, item in enumerate(made, start=1):
        say(f"sample {number} of {len(made)}: {item['title']}")
        if item["kind"] == "space":
            answer = node.praxis("space", "new", "--name", item["title"], "--join", item["join"])
            spaces[item["name"]] = answer["id"]
            continue
        answer = node.praxis(item["kind"], "new", "--space", spaces[item["space"]],
                             "--title", item["title"], *settings(item))
        versions += answer["version"]
        for text in item.get("posts", []):
            reply = node.praxis("thread", "reply", answer["id"], "--text", text)
            versions += reply["version"]
    return spaces, versions
