"""
Loaded before a measured Python program, by its place on PYTHONPATH: tells which statements each request
runs and from where, what keeps the event loop, and which lines are passed. Whatever goes wrong here must
not keep the program from running.
"""

import array
import atexit
import base64
import contextvars
import hashlib
import importlib.abc
import importlib.machinery
import importlib.util
import json
import os
import re
import signal
import sys
import sysconfig
import threading
import time

WAITS = os.environ.get("PERF_HARNESS_WAITS")
COVERAGE = os.environ.get("PERF_HARNESS_COVERAGE")
FORMAT = "perf-harness/waits-of-thread@3"
SAMPLE_S = 0.004
LOOK_S = 0.01
MOST_ROWS = 500_000
MOST_FRAMES = 40
UNKNOWN = -1
HERE = os.path.dirname(os.path.abspath(__file__))
LIBRARY = tuple({os.path.realpath(sysconfig.get_path(name)) + os.sep for name in ("stdlib", "platstdlib")})

_owned = {}


def is_of_project(file):
    """Whether a file is the project's own: no package, nothing of Python itself."""
    known = _owned.get(file)
    if known is None:
        path = os.path.realpath(file)
        known = not (
            file.startswith("<")
            or "site-packages" in path
            or "dist-packages" in path
            or path.startswith(LIBRARY)
            or path.startswith(HERE)
        )
        _owned[file] = known
    return known


def now_ms():
    return time.monotonic() * 1000


def frames_from(frame):
    """Calls from the innermost on; where SQLAlchemy has its own stack, those that wait for it too."""
    current = None
    while frame is not None:
        yield frame
        frame = frame.f_back
        if frame is None and "greenlet" in sys.modules:
            if current is None:
                current = sys.modules["greenlet"].getcurrent()
            current = current.parent
            if current is not None:
                frame = current.gr_frame


class Numbered:
    """Things that are kept once, by their number."""

    def __init__(self):
        self.all = []
        self.numbers = {}

    def of(self, key, value=None):
        number = self.numbers.get(key)
        if number is None:
            number = self.numbers[key] = len(self.all)
            self.all.append(key if value is None else value)
        return number


class Recorder:
    """What was waited for, in the form that perf-harness reads of every program."""

    def __init__(self):
        self.lock = threading.RLock()
        self.functions, self.frames, self.stacks = Numbered(), Numbered(), Numbered()
        self.labels, self.sites, self.names = Numbered(), Numbered(), Numbered()
        self.stacks.of((0, UNKNOWN))
        self.spans, self.operations, self.samples = [], [], []
        self.begun = 0
        self.dropped = 0

    def stack_of(self, frame):
        """Number of a stack of the project's own calls; None: SQLAlchemy is in it."""
        calls = []
        through_orm = False
        for one in frames_from(frame):
            file = one.f_code.co_filename
            if is_of_project(file):
                calls.append((one.f_code, one.f_lineno))
            elif "sqlalchemy" in file:
                through_orm = True
            if len(calls) >= MOST_FRAMES:
                break
        return calls, through_orm

    def number_of(self, calls):
        below = 0
        for code, line in reversed(calls):
            below = self.stacks.of((below, self.frames.of((self.function_of(code), line, 1))))
        return below

    def function_of(self, code):
        name = getattr(code, "co_qualname", code.co_name).rpartition(".<locals>.")[2]
        place = (name, os.path.realpath(code.co_filename), code.co_firstlineno)
        written = {"name": place[0], "url": place[1], "line": place[2], "column": 1}
        return self.functions.of(place, written)

    def add(self, detail, calls, start, rows, parameters=0):
        operation = OPERATION.get()
        with self.lock:
            if len(self.spans) >= MOST_ROWS:
                self.dropped += 1
                return
            label = {"kind": "database", "detail": detail, "target": None}
            site = self.sites.of((self.labels.of(detail, label), self.number_of(calls)))
            self.spans.append((site, operation, start, now_ms(), rows, parameters))

    def write(self):
        with self.lock:
            spans, operations = self.spans, self.operations
            written = {
                "format": FORMAT,
                "pid": os.getpid(),
                "thread": 0,
                "program": None,
                "functions": self.functions.all,
                "frames": self.frames.all,
                "stacks": self.stacks.all,
                "labels": self.labels.all,
                "sites": self.sites.all,
                "names": self.names.all,
                "spans": {
                    "site": integers(spans, 0),
                    "operation": integers(spans, 1),
                    "start": numbers(spans, 2),
                    "end": numbers(spans, 3),
                    "localPort": zeros(spans),
                    "remotePort": zeros(spans),
                    "rows": integers(spans, 4),
                    "parameters": integers(spans, 5),
                },
                "operations": {
                    "number": integers(operations, 0),
                    "weight": encoded("i", [1] * len(operations)),
                    "name": integers(operations, 1),
                    "localPort": zeros(operations),
                    "remotePort": zeros(operations),
                    "start": numbers(operations, 2),
                    "end": numbers(operations, 3),
                },
                "delays": {"at": "", "mean": "", "count": ""},
                "connections": [],
                "dropped": self.dropped,
            }
            write_whole(os.path.join(WAITS, "%d-0.waits" % os.getpid()), written)
            kept = {"functions": self.functions.all, "samples": self.samples}
            write_whole(os.path.join(WAITS, "%d-0.pyloop" % os.getpid()), kept)


def encoded(kind, values):
    return base64.b64encode(array.array(kind, values).tobytes()).decode("ascii")


def integers(rows, at):
    return encoded("i", [row[at] for row in rows])


def numbers(rows, at):
    return encoded("d", [row[at] for row in rows])


def zeros(rows):
    return encoded("i", [0] * len(rows))


def write_whole(path, value):
    try:
        with open(path + ".tmp", "w", encoding="utf-8") as file:
            json.dump(value, file)
        os.replace(path + ".tmp", path)
    except OSError:
        pass


OPERATION = contextvars.ContextVar("perf_harness_operation", default=UNKNOWN)
RECORDER = Recorder()

COMMENT = re.compile(r"/\*.*?\*/|--[^\n]*", re.S)
LITERAL = re.compile(
    r'("[^"]*"|`[^`]*`)|%\(\w+\)s|%s|\'(?:[^\']|\'\')*\'|\$\d+|(?<![\w":]):[A-Za-z_]\w*|(?<![\w".$])-?\d+(?:\.\d+)?\b'
)
CAST = re.compile(r"\?::\w+(?: \w+)*?(?=[\s,)]|$)")
LIST = re.compile(r"\(\s*\?(?:\s*,\s*\?)+\s*\)")
LISTS = re.compile(r"(\(\?\))(?:\s*,\s*\(\?\))+")


def pattern_of(statement):
    """A statement without what differs from call to call."""
    if isinstance(statement, bytes):
        statement = statement.decode("utf-8", "replace")
    text = COMMENT.sub(" ", str(statement)[:4000])
    text = LITERAL.sub(lambda found: found.group(1) or "?", text)
    text = " ".join(CAST.sub("?", text).split())
    return LISTS.sub(r"\1", LIST.sub("(?)", text))[:300]


def rows_of(cursor):
    count = getattr(cursor, "rowcount", UNKNOWN)
    return count if isinstance(count, int) else UNKNOWN


# Only evidence from tests compares calls, so other measurements do not pay for it.
HASHES = os.environ.get("PERF_HARNESS_WAITS_COMPLETE") is not None
SALT = os.urandom(8)
MOST_HASHED = 20000
# One SELECT that reads a table, and words of writes, locks and changing values; as in
# hash-statement-with-parameters.ts.
SELECTS = re.compile(
    r'^\s*(?:select|with)\b(?=[^;]*\bfrom\s+["`\[\w][^\s,()]*(?![^\s,()]*\s*\())[^;]*;?\s*$', re.I
)
CHANGES = re.compile(
    r":=|\b(?:insert|update|delete|merge|replace|truncate|into|share|lock|(?:next|set|last|curr)val"
    r"|\w*rand(?:om)?|\w*uuid\w*|now|(?:clock|current|statement|transaction|local)_?timestamp"
    r"|current_(?:date|time)|localtime|sysdate|found_rows|last_insert_id|set_config|pg_\w+)\b",
    re.I,
)
# Classes whose repr is all of their content; by name, since a program may never import them.
PLAIN = frozenset(
    ["builtins." + name for name in ("str", "bytes", "int", "float", "complex", "bool", "NoneType")]
    + ["datetime.date", "datetime.datetime", "datetime.time", "datetime.timedelta"]
    + ["decimal.Decimal", "uuid.UUID"]
)


def hash_of(owner, statement, parameters):
    """Of a plain read with its parameters, equal only for equal calls in this process; 0: unknown."""
    if not HASHES or not isinstance(statement, str) or len(statement) > MOST_HASHED:
        return 0
    try:
        text = COMMENT.sub(" ", statement)
        if not SELECTS.match(text) or CHANGES.search(text):
            return 0
        whole = "%s %s %s" % (owner, text, written(parameters, [MOST_HASHED - len(text)]))
        digest = hashlib.blake2b(whole.encode("utf-8", "replace"), digest_size=4, key=SALT).digest()
        return int.from_bytes(digest, "little", signed=True) or 1
    except Exception:
        return 0


def written(value, left):
    """A value as text, if its content is known without running the program's code; raises otherwise."""
    left[0] -= 1 + (len(value) if isinstance(value, (str, bytes)) else 0)
    if left[0] < 0:
        raise ValueError("too long")
    kind = type(value)
    if kind in (list, tuple):
        return "(%s,)" % ",".join([written(each, left) for each in value])
    if kind is dict:
        pairs = [(written(key, left), written(each, left)) for key, each in value.items()]
        return "{%s}" % ",".join(["%s:%s" % pair for pair in pairs])
    if "%s.%s" % (kind.__module__, kind.__qualname__) not in PLAIN:
        raise ValueError("unknown content")
    return repr(value)


def told(detail, frame, start, rows, is_driver, parameters=0):
    try:
        calls, through_orm = RECORDER.stack_of(frame)
        if not (is_driver and through_orm):
            RECORDER.add(detail, calls, start, rows, parameters)
    except Exception:
        pass


def patch_dialect(module):
    """All that SQLAlchemy asks of a database goes through its dialect, whatever the driver is."""
    dialect = module.DefaultDialect
    for name in ("do_execute", "do_executemany", "do_execute_no_params"):
        patch_execute(dialect, name)
    for name, word in (("do_begin", "BEGIN"), ("do_commit", "COMMIT"), ("do_rollback", "ROLLBACK")):
        patch_word(dialect, name, word)


def patch_execute(owner, name):
    original = getattr(owner, name)

    def execute(self, cursor, statement, *args, **kwargs):
        start = now_ms()
        try:
            return original(self, cursor, statement, *args, **kwargs)
        finally:
            given = () if name == "do_execute_no_params" else args[:1]
            hashed = 0 if name == "do_executemany" else hash_of(id(self), statement, given)
            told(pattern_of(statement), sys._getframe(1), start, rows_of(cursor), False, hashed)

    setattr(owner, name, execute)


def patch_word(owner, name, word, is_driver=False):
    original = getattr(owner, name)

    def end(self, *args, **kwargs):
        start = now_ms()
        try:
            return original(self, *args, **kwargs)
        finally:
            told(word, sys._getframe(1), start, UNKNOWN, is_driver)

    setattr(owner, name, end)


def patch_psycopg(module):
    for name in ("execute", "executemany"):
        patch_cursor(module.Cursor, name)


def patch_psycopg_async(module):
    for name in ("execute", "executemany"):
        patch_async(module.AsyncCursor, name)


def patch_cursor(owner, name):
    original = getattr(owner, name)

    def execute(self, query, *args, **kwargs):
        start = now_ms()
        try:
            return original(self, query, *args, **kwargs)
        finally:
            hashed = hash_of(id(getattr(self, "connection", None)), query, args[:1] or kwargs.get("params"))
            told(pattern_of(query), sys._getframe(1), start, rows_of(self), True, hashed)

    setattr(owner, name, execute)


def patch_async(owner, name):
    original = getattr(owner, name)

    async def execute(self, query, *args, **kwargs):
        start = now_ms()
        try:
            return await original(self, query, *args, **kwargs)
        finally:
            hashed = hash_of(id(getattr(self, "connection", None)), query, args[:1] or kwargs.get("params"))
            told(pattern_of(query), sys._getframe(1), start, rows_of(self), True, hashed)

    setattr(owner, name, execute)


def patch_asyncpg(module):
    original = module.Connection._execute

    async def execute(self, query, *args, **kwargs):
        start = now_ms()
        rows = UNKNOWN
        try:
            answer = await original(self, query, *args, **kwargs)
            rows = len(answer) if isinstance(answer, list) else UNKNOWN
            return answer
        finally:
            told(pattern_of(query), sys._getframe(1), start, rows, True)

    module.Connection._execute = execute


class Request:
    """One request, from when the application takes it up to its end."""

    def __init__(self, name):
        with RECORDER.lock:
            self.number = RECORDER.begun
            RECORDER.begun += 1
            self.name = RECORDER.names.of(name)
        self.start = now_ms()
        self.token = OPERATION.set(self.number)

    def end(self):
        OPERATION.reset(self.token)
        with RECORDER.lock:
            RECORDER.operations.append((self.number, self.name, self.start, now_ms()))


def patch_asgi(owner):
    original = owner.__call__

    async def call(self, scope, receive, send):
        if scope.get("type") != "http" or OPERATION.get() != UNKNOWN:
            return await original(self, scope, receive, send)
        request = Request("%s %s" % (scope.get("method", ""), scope.get("path", "")))
        try:
            return await original(self, scope, receive, send)
        finally:
            request.end()

    owner.__call__ = call


def patch_wsgi(owner, name):
    original = getattr(owner, name)

    def call(self, environ, start_response):
        if OPERATION.get() != UNKNOWN:
            return original(self, environ, start_response)
        request = Request("%s %s" % (environ.get("REQUEST_METHOD", ""), environ.get("PATH_INFO", "")))
        try:
            return original(self, environ, start_response)
        finally:
            request.end()

    setattr(owner, name, call)


PATCHES = {
    "sqlalchemy.engine.default": patch_dialect,
    "psycopg.cursor": patch_psycopg,
    "psycopg.cursor_async": patch_psycopg_async,
    "asyncpg.connection": patch_asyncpg,
    "starlette.applications": lambda module: patch_asgi(module.Starlette),
    "django.core.handlers.asgi": lambda module: patch_asgi(module.ASGIHandler),
    "django.core.handlers.wsgi": lambda module: patch_wsgi(module.WSGIHandler, "__call__"),
    "flask.app": lambda module: patch_wsgi(module.Flask, "wsgi_app"),
}


class PatchingFinder(importlib.abc.MetaPathFinder):
    """Changes what is to be watched right after it was loaded, and is in nobody's way otherwise."""

    def find_spec(self, name, path, target=None):
        patch = PATCHES.pop(name, None)
        if patch is None:
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path, target)
        if spec is None or spec.loader is None:
            return spec
        load = spec.loader.exec_module

        def exec_module(module):
            load(module)
            try:
                patch(module)
            except Exception:
                pass

        spec.loader.exec_module = exec_module
        return spec


def sample_loop():
    """What the main thread does in its event loop, again and again; waiting for events is nothing."""
    main = threading.main_thread().ident
    before = now_ms()
    while True:
        time.sleep(SAMPLE_S)
        at = now_ms()
        try:
            functions = busy_functions(sys._current_frames().get(main))
        except Exception:
            functions = None
        if functions:
            with RECORDER.lock:
                numbers = sorted({RECORDER.function_of(code) for code in functions})
                if len(RECORDER.samples) < MOST_ROWS:
                    RECORDER.samples.append((at, at - before, numbers))
        before = at


def busy_functions(frame):
    """Functions of the project that the event loop has called; None: it waits, or there is none."""
    found = []
    while frame is not None:
        file = frame.f_code.co_filename
        if file.endswith("selectors.py"):
            return None
        if file.endswith(("asyncio/base_events.py", "asyncio/runners.py", "asyncio/events.py")) or "uvloop" in file:
            return found
        if is_of_project(file):
            found.append(frame.f_code)
        frame = frame.f_back
    return None


class Lines:
    """How often each line of the project is passed."""

    def __init__(self):
        self.counts = {}
        self.calls = {}
        self.codes = set()

    def trace(self, frame, event, _argument):
        code = frame.f_code
        if not is_of_project(code.co_filename):
            return None
        self.codes.add(code)
        # One that goes on behind an await is there already.
        if event == "call" and frame.f_lineno == code.co_firstlineno:
            self.calls[code] = self.calls.get(code, 0) + 1
        return self.line

    def line(self, frame, event, _argument):
        if event == "line":
            key = (frame.f_code, frame.f_lineno)
            self.counts[key] = self.counts.get(key, 0) + 1
        return self.line

    def restart_when_told(self):
        told_by = os.path.join(COVERAGE, "stretch-begins")
        while not os.path.exists(told_by):
            time.sleep(LOOK_S)
        self.counts.clear()
        self.calls.clear()
        write_whole(os.path.join(COVERAGE, "%d-0.restarted" % os.getpid()), "")

    def write(self):
        files = {}
        counts = dict(self.counts)
        for code in codes_within(list(self.codes)):
            path = os.path.realpath(code.co_filename)
            file = files.setdefault(path, {"lines": {}, "functions": []})
            lines = sorted({line for *_, line in code.co_lines() if line} if hasattr(code, "co_lines") else set())
            own = {line: counts.get((code, line), 0) for line in lines}
            for line, count in own.items():
                file["lines"][line] = file["lines"].get(line, 0) + count
            if code.co_name != "<module>" and lines:
                calls = self.calls.get(code, 0)
                file["functions"].append([code.co_name, code.co_firstlineno, lines[-1], calls])
        write_whole(os.path.join(COVERAGE, "%d-0.pycoverage" % os.getpid()), files)


def codes_within(codes):
    """Functions that were never called are constants of what holds them."""
    found = dict.fromkeys(codes)
    waiting = list(codes)
    while waiting:
        for one in waiting.pop().co_consts:
            if isinstance(one, type(codes_within.__code__)) and one not in found:
                found[one] = None
                waiting.append(one)
    return found


def write_at_end(write):
    """At the end of the program, and where a signal ends it that nobody listens to."""
    atexit.register(write)

    def on_signal(number, _frame):
        write()
        signal.signal(number, signal.SIG_DFL)
        signal.raise_signal(number)

    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) == signal.SIG_DFL:
            signal.signal(number, on_signal)


def start(target):
    threading.Thread(target=target, daemon=True).start()


def watch():
    writers = []
    if WAITS:
        write_whole(os.path.join(WAITS, "%d-0.begun" % os.getpid()), "")
        sys.meta_path.insert(0, PatchingFinder())
        writers.append(RECORDER.write)
    lines = Lines()
    if COVERAGE:
        write_whole(os.path.join(COVERAGE, "%d-0.begun" % os.getpid()), "")
        writers.append(lines.write)
    # Once for both, since only one of them could listen to a signal.
    write_at_end(lambda: [write() for write in writers])
    if WAITS:
        start(sample_loop)
    if COVERAGE:
        start(lines.restart_when_told)
        threading.settrace(lines.trace)
        sys.settrace(lines.trace)


def load_hidden():
    """The program's own file of this name, which this one stands before."""
    paths = [path for path in sys.path if os.path.abspath(path) != HERE]
    spec = importlib.machinery.PathFinder.find_spec("sitecustomize", paths)
    if spec is not None and spec.loader is not None:
        spec.loader.exec_module(importlib.util.module_from_spec(spec))


try:
    if WAITS or COVERAGE:
        watch()
except Exception:
    pass
load_hidden()
