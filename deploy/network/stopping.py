"""Being told to stop: by Ctrl-C or SIGTERM, once or often, at any moment."""
import contextlib
import signal

SIGNALS = (signal.SIGINT, signal.SIGTERM)

_depth = 0
_waits = False
_told = False


def _hear(*_):
    """The first signal is a KeyboardInterrupt; those that follow would stop the stopping."""
    global _waits, _told
    if _told:
        return
    if _depth > 0:
        _waits = True
        return
    _told = True
    raise KeyboardInterrupt


@contextlib.contextmanager
def later():
    """What must not be left halfway: a signal takes effect behind it."""
    global _depth, _waits
    _depth += 1
    try:
        yield
    finally:
        _depth -= 1
        if _waits and _depth == 0:
            _waits = False
            _hear()


def listen():
    for number in SIGNALS:
        signal.signal(number, _hear)


def hear_no_more():
    """From here on nothing is left to stop: the process ends as it says."""
    signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
