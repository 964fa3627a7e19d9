import { expect, test } from 'vitest';
import { scenarioCommand } from '../../../harness/model/scenario-command-line.ts';

const RUNS = [
  { scenario: 'parse', kind: 'function', file: 'scenarios/parse.ts' },
  { scenario: 'node cli.js', kind: 'command', file: 'scenarios/cli.ts' },
  { scenario: `node -e 'a b'`, kind: 'command', file: null },
  { scenario: 'http://127.0.0.1:3000/', kind: 'http', file: null },
] as const;

test.each([
  ['perf-harness run', 'parse', 'perf-harness run parse'],
  ['perf-harness run', '/users/:id (all)', `perf-harness run '/users/:id (all)'`],
  ['perf-harness run a.js --filter', 'a.b', `perf-harness run a.js --filter '/^a\\.b$/'`],
  // A file describes it.
  ['perf-harness run', 'node cli.js', `perf-harness run 'node cli.js'`],
  // A command given after `--` stays after it, whatever else was named.
  [
    'perf-harness gate --base abc',
    `node -e 'a b'`,
    `perf-harness gate --base abc -- node -e 'a b'`,
  ],
  [
    'perf-harness gate a.js --filter',
    `node -e 'a b'`,
    `perf-harness gate a.js --filter '/^node -e '\\''a b'\\''$/' -- node -e 'a b'`,
  ],
  ['perf-harness gate', 'http://127.0.0.1:3000/', 'perf-harness gate http://127.0.0.1:3000/'],
])('builds from %s and %s the command %s', (command, scenario, whole) => {
  expect(scenarioCommand(command, scenario, RUNS)).toBe(whole);
});
