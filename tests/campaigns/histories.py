"""Random histories by seed, shared out to processes of one program: what `crdt` and `governance` have in common."""
import json
import subprocess
import threading

PROCESSES = 2


def shares(first, count):
    """(first seed, how many) of each process."""
    whole, more = divmod(count, PROCESSES)
    out = []
    for process in range(PROCESSES):
        part = whole + (1 if process < more else 0)
        if part:
            out.append((first, part))
        first += part
    return out


def result_of(command, say):
    """What the program says last, or None when it ended in another way."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        for number, line in enumerate(process.stderr, 1):
            if number % 5 == 0 or not line.startswith("{"):
                say(line.rstrip())
        said = process.stdout.read()
    if process.returncode in (0, 1) and said:
        return json.loads(said.splitlines()[-1])
    say(f"{' '.join(command)} ended with {process.returncode}")
    return None


def results(program, given, more, say):
    """What each process says of its share of the seeds; None when one ended early, as it then says nothing
    of its seeds."""
    found = []

    def work(first, count):
        found.append(result_of([str(program), "--first-seed", str(first), "--histories", str(count), *more], say))

    threads = [threading.Thread(target=work, args=share) for share in shares(given.first_seed, given.histories)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for result in found:
        for one in (result or {}).get("differing", []):
            say(f"seed {one['seed']} differs: {', '.join(one['names'])}")
    return None if len(found) < len(threads) or None in found else found
