import { expect, test } from 'vitest';
import { scenarioCommand } from '../../../harness/model/scenario-command.ts';

test.each([
  ['perf-harness run', 'parse', 'perf-harness run parse'],
  ['perf-harness run', '/users/:id (all)', `perf-harness run '/users/:id (all)'`],
  ['perf-harness run a.js --filter', 'a.b', `perf-harness run a.js --filter '/^a\\.b$/'`],
  ['perf-harness gate --base abc --', 'node cli.js', 'perf-harness gate --base abc -- node cli.js'],
  ['perf-harness run --', `node -e 'a b'`, `perf-harness run -- node -e 'a b'`],
])('%s and %s are %s', (command, scenario, whole) => {
  expect(scenarioCommand(command, scenario)).toBe(whole);
});
