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


def text_of(value, made):
    """A value as `--set` takes it; one that names another item becomes its id, or a relation to it."""
    if not isinstance(value, dict):
        return value
    named = made[value["item"]]
    return f"{value['as']}:{named}" if "as" in value else named


def settings(item, made):
    """`--set` for each field; a list sets a field once for each of its values."""
    fields = dict(item.get("fields", {}), source=source_of(item))
    for name, value in fields.items():
        for each in value if isinstance(value, list) else [value]:
            yield from ("--set", f"{name}={text_of(each, made)}")


def import_into(node, commons, say):
    """Imports all items into `node`; spaces by their local names, and the ids that were made."""
    spaces = {"commons": commons}
    made = {}
    versions = []
    every = list(items())
    for number, item in enumerate(every, start=1):
        say(f"sample {number} of {len(every)}: {item['title']}")
        if item["kind"] == "space":
            answer = node.praxis("space", "new", "--name", item["title"], "--join", item["join"])
            spaces[item["name"]] = answer["id"]
            continue
        answer = node.praxis(item["kind"], "new", "--space", spaces[item["space"]],
                             "--title", item["title"], *settings(item, made))
        versions += answer["version"]
        made[item.get("name")] = answer["id"]
        for text in item.get("posts", []):
            reply = node.praxis("thread", "reply", answer["id"], "--text", text)
            versions += reply["version"]
    return spaces, versions
