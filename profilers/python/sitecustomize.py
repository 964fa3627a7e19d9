"""
Loaded before a measured Python program, by its place on PYTHONPATH: tells which statements each request
runs and from where, what keeps the event loop, and which lines are passed. Whatever goes wrong here must
not keep the program from running.
"""

import array
import atexit
import base64
import contextvars
import functools
import hashlib
import importlib.abc
import importlib.machinery
import importlib.util
import inspect
import itertools
import json
import os
import re
import signal
import sys
import sysconfig
import threading
import time
import weakref

WAITS = os.environ.get("PERF_HARNESS_WAITS")
COVERAGE = os.environ.get("PERF_HARNESS_COVERAGE")
FORMAT = "perf-harness/waits-of-thread@4"
SAMPLE_S = 0.004
LOOK_S = 0.01
MOST_ROWS = 500_000
MOST_FRAMES = 40
UNKNOWN = -1
FAILED = -2
BLOCKED_MS = 100
HERE = os.path.dirname(os.path.abspath(__file__))
# The folder of scripts holds the start of installed programs, such as pytest.
LIBRARY = tuple(
    {os.path.realpath(sysconfig.get_path(name)) + os.sep for name in ("stdlib", "platstdlib", "scripts")}
)

PROJECT = "."
WATCHED_LIBRARIES = ("sqlalchemy", "aiosqlite")
_owners = {}


def owner_of(file):
    """PROJECT for its own files, the name of a watched library, or nothing."""
    known = _owners.get(file)
    if known is None:
        path = os.path.realpath(file)
        is_foreign = (
            file.startswith("<")
            or "site-packages" in path
            or "dist-packages" in path
            or path.startswith(LIBRARY)
            or path.startswith(HERE)
        )
        libraries = [name for name in WATCHED_LIBRARIES if name in file] if is_foreign else [PROJECT]
        known = _owners[file] = libraries[0] if libraries else ""
    return known


def is_of_project(file):
    """Whether a file is the project's own: no package, nothing of Python itself."""
    return owner_of(file) == PROJECT


def now_ms():
    return time.monotonic() * 1000


def frame_that_waits(greenlet):
    """Where SQLAlchemy has its own stack, the one that waits for it, with the innermost call there."""
    if "greenlet" not in sys.modules:
        return None, None
    greenlet = (greenlet or sys.modules["greenlet"].getcurrent()).parent
    return greenlet, None if greenlet is None else greenlet.gr_frame


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
        self.numbers_of_code = {}
        self.stacks.of((0, UNKNOWN))
        self.spans, self.operations, self.samples = [], [], []
        self.begun = 0
        self.dropped = 0

    def stack_of(self, frame):
        """The project's own calls, innermost first, and the watched libraries that called."""
        calls = []
        libraries = set()
        greenlet = None
        while frame is not None and len(calls) < MOST_FRAMES:
            file = frame.f_code.co_filename
            owner = _owners.get(file)
            if owner is None:
                owner = owner_of(file)
            if owner == PROJECT:
                calls.append((frame.f_code, frame.f_lineno))
            elif owner:
                libraries.add(owner)
            frame = frame.f_back
            if frame is None:
                greenlet, frame = frame_that_waits(greenlet)
        return calls, libraries

    def number_of(self, calls):
        below = 0
        for code, line in reversed(calls):
            below = self.stacks.of((below, self.frames.of((self.function_of(code), line, 1))))
        return below

    def function_of(self, code):
        # By identity, since a code object's own hash reads all of its constants.
        known = self.numbers_of_code.get(id(code))
        if known is None:
            name = getattr(code, "co_qualname", code.co_name).rpartition(".<locals>.")[2]
            place = (name, os.path.realpath(code.co_filename), code.co_firstlineno)
            written = {"name": place[0], "url": place[1], "line": place[2], "column": 1}
            # Held, so that no other code object gets its identity.
            known = self.numbers_of_code[id(code)] = (self.functions.of(place, written), code)
        return known[0]

    def add(self, detail, calls, start, rows=UNKNOWN, parameters=0, connection=0, **given):
        """Keeps a wait until now, and returns it, since its rows may be read later."""
        span = [None, given.get("operation", OPERATION.get()), start, given.get("end", now_ms()), rows, parameters]
        kind = given.get("kind", "database")
        with self.lock:
            if len(self.spans) >= MOST_ROWS:
                self.dropped += 1
                return None
            label = {"kind": kind, "detail": detail, "target": None}
            span[0] = self.sites.of((self.labels.of((kind, detail), label), self.number_of(calls)))
            span.append(connection)
            self.spans.append(span)
        return span

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
                    "connection": integers(spans, 6),
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


MOST_READ = 4000
MOST_KEPT = 2000


def pattern_of(statement):
    """A statement without what differs from call to call."""
    if isinstance(statement, bytes):
        statement = statement[:MOST_READ].decode("utf-8", "replace")
    return pattern_of_text(str(statement)[:MOST_READ])


@functools.lru_cache(MOST_KEPT)
def pattern_of_text(statement):
    text = COMMENT.sub(" ", statement)
    text = LITERAL.sub(lambda found: found.group(1) or "?", text)
    text = " ".join(CAST.sub("?", text).split())
    return LISTS.sub(r"\1", LIST.sub("(?)", text))[:1000]


def rows_of(cursor):
    count = getattr(cursor, "rowcount", UNKNOWN)
    return count if isinstance(count, int) else UNKNOWN


# Only evidence from tests compares calls, so other measurements do not pay for it.
HASHES = os.environ.get("PERF_HARNESS_WAITS_COMPLETE") is not None
SALT = os.urandom(8)
MOST_HASHED = 20000
# One SELECT that reads a table, and words of writes, locks and changing values; as in
# describe-sql-statement.ts.
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
        text = text_of_plain_read(statement)
        if text is None:
            return 0
        whole = "%s %s %s" % (owner, text, written(parameters, [MOST_HASHED - len(text)]))
        digest = hashlib.blake2b(whole.encode("utf-8", "replace"), digest_size=4, key=SALT).digest()
        return int.from_bytes(digest, "little", signed=True) or 1
    except Exception:
        return 0


@functools.lru_cache(MOST_KEPT)
def text_of_plain_read(statement):
    text = COMMENT.sub(" ", statement)
    return text if SELECTS.match(text) and not CHANGES.search(text) else None


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


def told(detail, frame, start, rows, is_driver, parameters=0, connection=0, **given):
    try:
        calls, libraries = RECORDER.stack_of(frame)
        # Below another watched library, whose thread has no calls of the project.
        if not (is_driver and ("sqlalchemy" in libraries or libraries and not calls)):
            return RECORDER.add(detail, calls, start, rows, parameters, connection, **given)
    except Exception:
        pass
    return None


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


def patch_word(owner, name, word):
    original = getattr(owner, name)

    def end(self, *args, **kwargs):
        start = now_ms()
        try:
            return original(self, *args, **kwargs)
        finally:
            told(word, sys._getframe(1), start, UNKNOWN, False)

    setattr(owner, name, end)


CONNECTIONS = weakref.WeakKeyDictionary()
NUMBERS = itertools.count(1)
NESTED = contextvars.ContextVar("perf_harness_nested", default=False)
OWN_WORD = re.compile(r"\s*(?:begin|start|commit|end|rollback|abort)\b", re.I)


class Call:
    """A call of a driver: a statement, or another one that may begin or end a transaction."""

    def __init__(self, is_open, read, name, frame, owner, args, kwargs):
        self.frame, self.owner, self.answer = frame, owner, None
        self.is_many = name == "executemany"
        self.is_own = not NESTED.get()
        try:
            self.connection, self.statement, self.parameters, self.ends = read(owner, args, kwargs)
            # Not bound to this object: a cycle would keep the cursor, and with it the statement, open.
            self.is_open = is_open
            self.was_open = bool(is_open(self.connection))
        except Exception:
            self.is_own = False
        self.start = now_ms()

    def __enter__(self):
        self.token = NESTED.set(True)
        return self

    def __exit__(self, kind, _error, _trace):
        NESTED.reset(self.token)
        try:
            if self.is_own:
                self.tell(kind is not None)
        except Exception:
            pass

    def tell(self, is_failed):
        number = CONNECTIONS.get(self.connection) or CONNECTIONS.setdefault(self.connection, next(NUMBERS))
        is_open, tell = bool(self.is_open(self.connection)), lambda *given, **more: told(*given, True, connection=number, **more)
        if self.statement is None:
            word = "BEGIN" if is_open else "ROLLBACK" if is_failed else self.ends
            if is_open != self.was_open:
                tell(word, self.frame, self.start, UNKNOWN)
            return
        text = pattern_of(self.statement)
        # Most drivers begin a transaction with its first statement.
        if is_open and not self.was_open and not OWN_WORD.match(text):
            tell("BEGIN", self.frame, self.start, UNKNOWN, end=self.start)
        rows = FAILED if is_failed else self.rows()
        hashed = hash_of(number, self.statement, self.parameters)
        span = tell(text, self.frame, self.start, rows, parameters=hashed)
        for one in (self.owner, self.answer):
            if isinstance(one, CountsRows):
                one.perf_harness_span = span

    def rows(self):
        answer = self.answer[0] if isinstance(self.answer, tuple) else self.answer
        if isinstance(answer, list):
            return len(answer)
        if answer is None and self.is_many and hasattr(self.parameters[0][0], "__len__"):
            return len(self.parameters[0][0])
        if isinstance(answer, str):
            return int(answer.rpartition(" ")[2]) if answer[-1:].isdigit() else UNKNOWN
        return rows_of(answer if hasattr(answer, "rowcount") else self.owner)


def watch_call(is_open, owner, name, read):
    """Replaces a method. `read` gives connection, statement, parameters, and the word that ends a transaction."""
    original = getattr(owner, name)

    def call(self, *args, **kwargs):
        with Call(is_open, read, name, sys._getframe(1), self, args, kwargs) as seen:
            seen.answer = original(self, *args, **kwargs)
            return seen.answer

    async def call_async(self, *args, **kwargs):
        with Call(is_open, read, name, sys._getframe(1), self, args, kwargs) as seen:
            seen.answer = await original(self, *args, **kwargs)
            return seen.answer

    replaced = call_async if inspect.iscoroutinefunction(original) else call
    replaced.__name__ = name
    setattr(owner, name, replaced)


def statement_on(connection_of):
    def read(self, args, kwargs):
        statement = args[0] if args else next(iter(kwargs.values()))
        return connection_of(self), statement, (args[1:2], kwargs), "COMMIT"

    return read


def end_by(word, connection_of=lambda self: self):
    return lambda self, _args, _kwargs: (connection_of(self), None, None, word)


def leave(connection_of=lambda self: self):
    """`__exit__`, which rolls back where the block has failed."""
    return lambda self, args, _kwargs: (connection_of(self), None, None, "ROLLBACK" if args[0] else "COMMIT")


def watch_ends(is_open, owner):
    for name, word in (("commit", "COMMIT"), ("rollback", "ROLLBACK"), ("close", "ROLLBACK")):
        watch_call(is_open, owner, name, end_by(word))


def is_open_psycopg(connection):
    return connection.pgconn.transaction_status in (1, 2, 3)


def patch_psycopg_cursor(cursor):
    for name in ("execute", "executemany"):
        watch_call(is_open_psycopg, cursor, name, statement_on(lambda self: self.connection))


def patch_psycopg_transaction(module):
    of = lambda self: self._conn
    for owner, enter, exit in (
        (module.Transaction, "__enter__", "__exit__"),
        (module.AsyncTransaction, "__aenter__", "__aexit__"),
    ):
        watch_call(is_open_psycopg, owner, enter, end_by("COMMIT", of))
        watch_call(is_open_psycopg, owner, exit, leave(of))


def patch_psycopg2(module):
    """Classes of psycopg2 cannot be changed, so `connect` returns one of a class below them."""
    original = module.connect
    extensions = module.extensions
    known = {}

    def is_open(connection):
        # The server is not asked: ACTIVE, INTRANS, INERROR.
        return not connection.closed and connection.get_transaction_status() in (1, 2, 3)

    def cursor_class(kind):
        if kind not in known:
            known[kind] = own = type(kind.__name__, (kind,), {})
            for name in ("execute", "executemany"):
                watch_call(is_open, own, name, statement_on(lambda self: self.connection))
        return known[kind]

    def connection_class(kind):
        if kind not in known:

            def cursor(self, name=None, cursor_factory=None, *args, **kwargs):
                factory = cursor_factory or self.cursor_factory or extensions.cursor
                own = cursor_class(factory) if isinstance(factory, type) else factory
                return kind.cursor(self, name, own, *args, **kwargs)

            known[kind] = own = type(kind.__name__, (kind,), {"cursor": cursor})
            watch_ends(is_open, own)
            watch_call(is_open, own, "__exit__", leave())
        return known[kind]

    def connect(dsn=None, connection_factory=None, *args, **kwargs):
        factory = connection_factory or extensions.connection
        own = connection_class(factory) if isinstance(factory, type) else factory
        return original(dsn, own, *args, **kwargs)

    module.connect = connect


def patch_asyncpg(module):
    for name in ("execute", "_execute", "executemany"):
        watch_call(lambda connection: connection.is_in_transaction(), module.Connection, name, statement_on(lambda self: self))


def patch_pymysql(module):
    # The client reads this bit of the server's state only with answers of statements.
    for name, bits in (("begin", 1), ("commit", 0), ("rollback", 0)):
        keep_state(module.Connection, name, bits)
    watch_ends(is_open_pymysql, module.Connection)
    watch_call(is_open_pymysql, module.Connection, "begin", end_by("COMMIT"))


def keep_state(owner, name, bits):
    original = getattr(owner, name)

    def call(self, *args, **kwargs):
        answer = original(self, *args, **kwargs)
        self.server_status = self.server_status & ~1 | bits
        return answer

    setattr(owner, name, call)


def is_open_pymysql(connection):
    return connection.open and connection.server_status & 1


def patch_pymysql_cursor(module):
    for name in ("execute", "executemany"):
        watch_call(is_open_pymysql, module.Cursor, name, statement_on(lambda self: self.connection))


class CountsRows:
    """A cursor of sqlite3, which knows the number of rows only as they are fetched."""

    perf_harness_span = None

    def count(self, rows):
        span = self.perf_harness_span
        if span is not None:
            span[4] = max(span[4], 0) + rows

    def fetchone(self):
        row = super().fetchone()
        self.count(0 if row is None else 1)
        return row

    def fetchmany(self, *args, **kwargs):
        rows = super().fetchmany(*args, **kwargs)
        self.count(len(rows))
        return rows

    def fetchall(self):
        rows = super().fetchall()
        self.count(len(rows))
        return rows

    def __next__(self):
        try:
            row = super().__next__()
        except StopIteration:
            self.count(0)
            raise
        self.count(1)
        return row


def patch_sqlite(module):
    """Classes of sqlite3 cannot be changed, so `connect` returns one of a class below them."""
    original = module.connect
    known = {}
    is_open = lambda connection: connection.in_transaction

    def cursor_class(kind):
        if kind not in known:
            known[kind] = own = type(kind.__name__, (CountsRows, kind), {})
            for name in ("execute", "executemany", "executescript"):
                watch_call(is_open, own, name, statement_on(lambda self: self.connection))
        return known[kind]

    def by_cursor(name):
        """The shortcuts of a connection would make cursors of the original class."""

        def call(self, *args):
            return getattr(self.cursor(), name)(*args)

        call.__name__ = name
        return call

    def connection_class(kind):
        if kind not in known:

            def cursor(self, factory=module.Cursor):
                return kind.cursor(self, cursor_class(factory) if isinstance(factory, type) else factory)

            known[kind] = own = type(kind.__name__, (kind,), {"cursor": cursor})
            for name in ("execute", "executemany", "executescript"):
                setattr(own, name, by_cursor(name))
            watch_ends(is_open, own)
            watch_call(is_open, own, "__exit__", leave())
        return known[kind]

    def connect(*args, **kwargs):
        factory = kwargs.get("factory", module.Connection)
        if len(args) < 6 and isinstance(factory, type):
            kwargs["factory"] = connection_class(factory)
        return original(*args, **kwargs)

    module.connect = connect


def patch_aiosqlite(module):
    """All calls of a connection and its cursors pass one method, which hands them to a thread."""

    def read(self, args, _kwargs):
        name = args[0].__name__.lstrip("_")
        statement = args[1] if name.startswith("execute") else None
        return self, statement, args[2:3], "COMMIT" if name == "commit" else "ROLLBACK"

    watch_call(lambda connection: connection.in_transaction, module.Connection, "_execute", read)


def told_network(method, url, frame, start):
    host = url.partition("://")[2].partition("/")[0]
    told("%s %s" % (method, host), frame, start, UNKNOWN, False, kind="network")


def patch_http(module):
    """Requests of http.client, and of urllib and requests on top of it."""
    put, get = module.HTTPConnection.putrequest, module.HTTPConnection.getresponse

    def putrequest(self, method, url, *args, **kwargs):
        self.perf_harness_request = (method, "://%s:%s" % (self.host, self.port), now_ms())
        return put(self, method, url, *args, **kwargs)

    def getresponse(self, *args, **kwargs):
        try:
            return get(self, *args, **kwargs)
        finally:
            method, url, start = getattr(self, "perf_harness_request", ("", "", now_ms()))
            told_network(method, url, sys._getframe(1), start)

    module.HTTPConnection.putrequest, module.HTTPConnection.getresponse = putrequest, getresponse


def patch_httpx(module):
    send, send_async = module.Client.send, module.AsyncClient.send

    def call(self, request, *args, **kwargs):
        start = now_ms()
        try:
            return send(self, request, *args, **kwargs)
        finally:
            told_network(request.method, str(request.url), sys._getframe(1), start)

    async def call_async(self, request, *args, **kwargs):
        start = now_ms()
        try:
            return await send_async(self, request, *args, **kwargs)
        finally:
            told_network(request.method, str(request.url), sys._getframe(1), start)

    module.Client.send, module.AsyncClient.send = call, call_async


# Callbacks of event loops that run, by thread, each with the stacks that it was seen in.
RUNNING = {}


def patch_events(module):
    original = module.Handle._run

    def run(self):
        thread = threading.get_ident()
        if thread in RUNNING:
            return original(self)
        samples = []
        RUNNING[thread] = (threading.get_native_id(), self._context, samples)
        try:
            return original(self)
        finally:
            native, _, _ = RUNNING.pop(thread)
            if samples and now_ms() - samples[0][0] >= BLOCKED_MS:
                told_blocked(samples, run_delay_ms(native))

    module.Handle._run = run


def sample_running():
    frames = sys._current_frames() if RUNNING else {}
    for thread, (native, context, samples) in list(RUNNING.items()):
        calls, _ = RECORDER.stack_of(frames.get(thread))
        delay = 0 if samples else run_delay_ms(native)
        samples.append((now_ms(), delay, calls, context.get(OPERATION, UNKNOWN)))


def run_delay_ms(native):
    """How long a thread was ready to run, but had no processor; 0: the system does not tell."""
    try:
        with open("/proc/self/task/%d/schedstat" % native) as file:
            return int(file.read().split()[1]) / 1e6
    except (OSError, ValueError, IndexError):
        return 0


def told_blocked(samples, delay):
    """The innermost function of the project that was there for most of the time."""
    start, before = samples[0][:2]
    end = now_ms()
    if end - start - (delay - before) < BLOCKED_MS:
        return
    lasted = {}
    for (at, _, calls, _), after in zip(samples, [sample[0] for sample in samples[1:]] + [end]):
        for code in {code for code, _ in calls}:
            lasted[code] = lasted.get(code, 0) + after - at
    held = [
        (calls[at:], operation)
        for _, _, calls, operation in samples
        for at, (code, _) in enumerate(calls)
        if lasted[code] > (end - start) / 2
    ]
    if held:
        calls, operation = max(held, key=lambda stack: len(stack[0]))
        RECORDER.add("", calls, start, operation=operation, kind="event loop")


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
    "psycopg.cursor": lambda module: patch_psycopg_cursor(module.Cursor),
    "psycopg.cursor_async": lambda module: patch_psycopg_cursor(module.AsyncCursor),
    "psycopg.connection": lambda module: watch_ends(is_open_psycopg, module.Connection),
    "psycopg.connection_async": lambda module: watch_ends(is_open_psycopg, module.AsyncConnection),
    "psycopg.transaction": patch_psycopg_transaction,
    "psycopg2": patch_psycopg2,
    "asyncpg.connection": patch_asyncpg,
    "pymysql.connections": patch_pymysql,
    "pymysql.cursors": patch_pymysql_cursor,
    "sqlite3.dbapi2": patch_sqlite,
    "aiosqlite.core": patch_aiosqlite,
    "http.client": patch_http,
    "httpx._client": patch_httpx,
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
            sample_running()
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


class WatchedCode:
    """How often the lines of a code object were passed; without a tracer where it is not the project's."""

    __slots__ = ("code", "first", "calls", "counts", "line")

    def __init__(self, code):
        # Held, so that no other code object gets its identity.
        self.code, self.first, self.calls, self.counts = code, code.co_firstlineno, 0, {}
        self.line = self.tracer() if is_of_project(code.co_filename) else None

    def tracer(self):
        counts = self.counts

        def line(frame, event, _argument):
            if event == "line":
                number = frame.f_lineno
                counts[number] = counts.get(number, 0) + 1
            return line

        return line


class Lines:
    """How often each line of the project is passed."""

    def __init__(self):
        # By identity, since a code object's own hash reads all of its constants; None: not watched.
        self.watched = {}
        self.trace = self.tracer()

    def tracer(self):
        # Called for each call of the program and for each line of the project: as little as possible.
        watched, watch = self.watched, self.watch

        def trace(frame, _event, _argument):
            code = frame.f_code
            one = watched.get(id(code))
            if one is None:
                one = watch(code)
            if one.line is None:
                return None
            # One that goes on behind an await is there already.
            if frame.f_lineno == one.first:
                one.calls += 1
            return one.line

        return trace

    def watch(self, code):
        one = self.watched[id(code)] = WatchedCode(code)
        return one

    def restart_when_told(self):
        told_by = os.path.join(COVERAGE, "stretch-begins")
        while not os.path.exists(told_by):
            time.sleep(LOOK_S)
        for one in list(self.watched.values()):
            one.calls = 0
            one.counts.clear()
        write_whole(os.path.join(COVERAGE, "%d-0.restarted" % os.getpid()), "")

    def write(self):
        files = {}
        watched = dict(self.watched)
        for code in codes_within([one.code for one in watched.values() if one.line is not None]):
            one = watched.get(id(code))
            counts = {} if one is None else one.counts
            path = os.path.realpath(code.co_filename)
            file = files.setdefault(path, {"lines": {}, "functions": []})
            lines = sorted({line for *_, line in code.co_lines() if line} if hasattr(code, "co_lines") else set())
            own = {line: counts.get(line, 0) for line in lines}
            for line, count in own.items():
                file["lines"][line] = file["lines"].get(line, 0) + count
            if code.co_name != "<module>" and lines:
                calls = 0 if one is None else one.calls
                file["functions"].append([code.co_name, code.co_firstlineno, lines[-1], calls])
        write_whole(os.path.join(COVERAGE, "%d-0.pycoverage" % os.getpid()), files)


def codes_within(codes):
    """Functions that were never called are constants of what holds them."""
    found = {id(code): code for code in codes}
    waiting = list(codes)
    while waiting:
        for one in waiting.pop().co_consts:
            if isinstance(one, type(codes_within.__code__)) and id(one) not in found:
                found[id(one)] = one
                waiting.append(one)
    return list(found.values())


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
        if HASHES:
            PATCHES["asyncio.events"] = patch_events
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
