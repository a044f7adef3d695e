"""Rules of the sample content: where each item comes from, and what is invented says so."""
import json
import re

KINDS = {
    "space": {"name", "join"},
    "organisation": {"space", "fields"},
    "case": {"space", "fields"},
    "thread": {"space", "fields", "posts"},
    **{kind: {"space", "fields"}
       for kind in ("term", "article", "library", "expert", "chapter", "guide")},
}
COMMON = {"kind", "name", "title", "source", "illustrative"}
LONG_TEXTS = ("topic", "summary", "conditions", "aim", "body")  # one of them says what is invented


def texts_of(item):
    """The long texts of an item: each must say that it is illustrative when the item is."""
    fields = item.get("fields", {})
    yield next((fields[name] for name in LONG_TEXTS if name in fields), "")
    yield from item.get("posts", [])


def fields_of(tree):
    """Field names by command, read from the kind files; a kind takes over shared fields by name."""
    found = {}
    for file in tree.files:
        if not re.fullmatch(r"node/community/kinds/[^/]*\.textproto", file.path):
            continue
        command = re.search(r'(?m)^command: "(\w+)"', file.text)
        shared = re.search(r"(?ms)^shared: \[(.*?)\]", file.text)
        if command:
            names = re.findall(r'\bname: "(\w+)"', file.text)
            names += re.findall(r'"(\w+)"', shared[1]) if shared else []
            found[command[1]] = set(names)
    return found


def unknown_references(item, named):
    """What a field names that no item before it is called."""
    for value in item.get("fields", {}).values():
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, dict) and (each.get("item") not in named
                                           or set(each) - {"item", "as"}):
                yield json.dumps(each)


def breaches_of(item, spaces, documents, known_fields, named=frozenset()):
    kind = item.get("kind")
    if kind not in KINDS:
        yield f"no such kind: {kind}"
        return
    unknown = set(item) - COMMON - KINDS[kind]
    if unknown:
        yield f"unknown keys: {', '.join(sorted(unknown))}"
    if not item.get("title"):
        yield "no title"
    if kind != "space" and item.get("space") not in spaces:
        yield f"no such space before it: {item.get('space')}"
    source = re.fullmatch(r"(S\d):\d+(-\d+)?", item.get("source", ""))
    if not source or source[1] not in documents:
        yield "no source of the form S1:166"
    for name in sorted(set(item.get("fields", {})) | {"source"} if kind != "space" else ()):
        if known_fields and name not in known_fields.get(kind, set()):
            yield f"{kind} has no field {name}"
    for reference in unknown_references(item, named):
        yield f"names no item before it: {reference}"
    if item.get("illustrative"):
        for text in texts_of(item):
            if "illustrative" not in text.lower():
                yield f'invented without the word illustrative: "{text[:40]}"'


def check_samples(tree):
    spaces = {"commons"}
    named = set()
    known_fields = fields_of(tree)
    files = [file for file in tree.files if re.fullmatch(r"deploy/sample/\d[^/]*\.json", file.path)]
    documents = next((json.loads(file.text) for file in tree.files
                      if file.path == "deploy/sample/sources.json"), {})
    for file in files:
        try:
            items = json.loads(file.text)
        except json.JSONDecodeError as error:
            yield file, error.lineno, "samples: not JSON"
            continue
        for number, item in enumerate(items, start=1):
            for why in breaches_of(item, spaces, documents, known_fields, named):
                yield file, 1, f"samples: item {number}: {why}"
            (spaces if item.get("kind") == "space" else named).add(item.get("name"))
