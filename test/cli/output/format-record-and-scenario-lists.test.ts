import { expect, test } from 'vitest';
import { formatRecordList } from '../../../cli/commands/report/run-report.ts';
import { formatRemainingTime } from '../../../cli/output/format-remaining-time.ts';
import { formatScenarioList } from '../../../cli/output/format-scenario-list.ts';
import type { RecordEntry } from '../../../harness/history/find-run-record-by-id-or-latest.ts';
import { commandScenario } from '../../support/command-scenario.ts';

const RUN: RecordEntry = {
  id: 'one',
  path: 'one.json',
  state: 'completed',
  scenario: 'home page',
  kind: 'page',
  startedAt: '2026-11-25T10:00:00.000Z',
  finishedAt: '2026-11-25T10:01:00.000Z',
  verdict: 'pass',
};

test('lists the outcome of each record, then the capacity searches', () => {
  const damaged: RecordEntry = {
    state: 'damaged',
    id: 'two',
    path: 'two.json',
    problem: 'It is cut off.',
  };
  expect(
    formatRecordList([RUN, { ...RUN, id: 'three', state: 'interrupted' }, damaged], ['four']),
  ).toBe(
    'one  pass          home page\nthree  interrupted   home page\n' +
      'two  damaged: It is cut off.\nfour  capacity search\n',
  );
});

test('says for an empty list what to run, unless there are capacity searches', () => {
  expect(formatRecordList([])).toMatch(/^no records yet; .*perf-harness run\n$/);
  expect(formatRecordList([], ['four'])).toBe('four  capacity search\n');
});

test('shows group and tags in a list of scenarios', () => {
  const plain = commandScenario({ name: 'build' });
  const tagged = commandScenario({ name: 'lint', group: 'tools', tags: ['slow', 'nightly'] });
  expect(formatScenarioList([plain, tagged])).toBe(
    'command   build\ncommand   lint  (group tools, #slow, #nightly)\n',
  );
});

test.each([
  [-1, '0 s'],
  [1, '1 s'],
  [59_000, '59 s'],
  [59_001, '1 min 0 s'],
  [150_000, '2 min 30 s'],
])('formats %d ms of remaining time as %s', (durationMs, text) =>
  expect(formatRemainingTime(durationMs)).toBe(text),
);
