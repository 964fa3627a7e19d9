import { expect, test } from 'vitest';
import { describeFailure } from '../../../harness/sampling/measure-trial.ts';

const CRASH = `file:///app/server.mjs:1
throw new Error('no database')
^

Error: no database
    at file:///app/server.mjs:1:7
    at ModuleJob.run (node:internal/modules/esm/module_job:343:25) {
  code: 'E_DATABASE'
}

Node.js v26.10.0
`;
const LONG = `Error: ${'x'.repeat(1_000)}`;

test.each([
  [
    'an error, and where it was thrown',
    CRASH,
    '; it printed: Error: no database (file:///app/server.mjs:1:7)',
  ],
  ['colours', '\u001b[31mTypeError: no\u001b[39m', '; it printed: TypeError: no'],
  ['several lines', 'one\n\ntwo\r\n  three\nfour\n', '; it printed: two / three / four'],
  ['a traceback', 'Traceback:\n  x()\ndb.NoError: gone\n', '; it printed: db.NoError: gone'],
  ['nothing but blanks', '\n \n', ''],
])('reports a program that ended with %s', (_what, output, said) => {
  const message = 'the server exited with code 1';
  expect(describeFailure({ reason: 'exited', message, output })).toBe(`${message}${said}`);
});

test('cuts a long output short', () => {
  const told = describeFailure({ reason: 'exited', message: 'ended', output: LONG });
  expect(told).toMatch(/^ended; it printed: Error: x+…$/);
  expect(told).toHaveLength(319);
});

test('reports a failure without an output unchanged', () => {
  expect(describeFailure({ reason: 'exited', message: 'ended' })).toBe('ended');
});
