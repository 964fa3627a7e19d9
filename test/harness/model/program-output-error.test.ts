import { expect, test } from 'vitest';
import { findOutputErrorLine } from '../../../harness/model/program-output-error.ts';

const UNCAUGHT = `listening soon
/app/src/db.js:12
    throw new Error('no database');
    ^

Error: no database
    at connect (/app/src/db.js:12:11)
    at Module._compile (node:internal/modules/cjs/loader:1956:14)

Node.js v26.10.0`;

const IN_PACKAGE = `TypeError [ERR_INVALID_ARG_TYPE]: The "path" argument must be of type string
    at Object.join (node:path:1354:7)
    at load (/app/node_modules/config/index.js:3:1)
    at file:///app/src/main.ts:7:3`;

const PYTHON = `Traceback (most recent call last):
  File "/app/main.py", line 3, in <module>
    serve()
  File "/app/serve.py", line 9, in serve
    raise ValueError("no port")
ValueError: no port`;

/** With frames of Python itself, and of what watches the program. */
const WATCHED_PYTHON = `Traceback (most recent call last):
  File "/app/db.py", line 4, in open
    connection = sqlite3.connect("data/db.sqlite3")
  File "/tmp/waits/python/sitecustomize.py", line 641, in connect
    return original(*args, **kwargs)
  File "/usr/lib/python3.11/sqlite3/dbapi2.py", line 1, in connect
sqlite3.OperationalError: unable to open database file`;

test.each([
  ['Node.js', UNCAUGHT, 'Error: no database', '    at connect (/app/src/db.js:12:11)'],
  [
    'what a package threw',
    IN_PACKAGE,
    'TypeError [ERR_INVALID_ARG_TYPE]: The "path" argument must be of type string',
    '    at file:///app/src/main.ts:7:3',
  ],
  ['Python', PYTHON, 'ValueError: no port', '  File "/app/serve.py", line 9, in serve'],
  [
    'Python that is watched',
    WATCHED_PYTHON,
    'sqlite3.OperationalError: unable to open database file',
    '  File "/app/db.py", line 4, in open',
  ],
  ['npm', 'npm error code E404\nnpm error 404 Not Found', 'npm error code E404', null],
  [
    'a compiler',
    'building\nsrc/a.ts(3,1): error TS2304: no name',
    'src/a.ts(3,1): error TS2304: no name',
    null,
  ],
  [
    'a logger before it',
    '[Nest] ERROR [ExceptionHandler] Nest cannot resolve\nError: Nest cannot resolve\n    at A (/app/src/a.ts:1:2)',
    'Error: Nest cannot resolve',
    '    at A (/app/src/a.ts:1:2)',
  ],
  [
    'a syntax error',
    '/app/x.js:2\nlet let;\n    ^^^\n\nSyntaxError: let is disallowed',
    'SyntaxError: let is disallowed',
    '/app/x.js:2',
  ],
])(
  'finds the line with the error of %s, and the line with its place',
  (_, output, error, place) => {
    const lines = output.split('\n');
    const found = findOutputErrorLine(lines);
    expect(found && lines[found.error]).toBe(error);
    expect(found && (found.location === null ? null : lines[found.location])).toBe(place);
  },
);

test('finds no such line in an output without an error', () => {
  expect(findOutputErrorLine(['listening on 3000', 'errorless', ''])).toBe(null);
});
