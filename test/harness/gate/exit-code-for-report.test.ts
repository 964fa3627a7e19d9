import { describe, expect, it } from 'vitest';
import {
  exitCodeFor,
  exitCodeForBisect,
  exitCodeForComparison,
} from '../../../harness/gate/exit-code-for-report.ts';
import type { RunRecord } from '../../../harness/model/documents/run-record.ts';
import {
  REPORT_SCHEMA,
  type Report,
} from '../../../harness/model/documents/run-report-and-comparison-document.ts';
import { bisectDocuments } from '../../../tools/golden/bisect-documents.ts';
import { runRecord } from '../../support/completed-run-record.ts';

function report(...runs: readonly Partial<RunRecord>[]): Report {
  return {
    schema: REPORT_SCHEMA,
    runs: runs.map((changes) => runRecord({ wall_time: [1, 2, 3] }, changes)),
    rankings: [],
    findings: [],
    verdict: 'pass',
  };
}

function blockedBy(...ids: readonly string[]): Partial<RunRecord> {
  const findings = ids.map((id) => ({ id, level: 'error' as const, message: 'no' }));
  return { state: 'failed', stop: 'blocked', verdict: 'fail', findings };
}

const lenient = { strict: false };
const strict = { strict: true };

describe('exitCodeFor', () => {
  it.each([
    ['no run at all', [], 0, 0],
    ['runs that pass', [{}, {}], 0, 0],
    ['a budget that failed', [{}, { verdict: 'fail' }], 1, 1],
    ['a budget that is not known', [{ verdict: 'inconclusive' }, {}], 0, 3],
    ['a target that failed', [{ state: 'failed', stop: 'failed', verdict: 'fail' }], 4, 4],
    ['an interrupt', [{ state: 'interrupted', verdict: 'inconclusive' }], 130, 130],
    ['an interrupt after a failed budget', [{ state: 'interrupted', verdict: 'fail' }], 130, 130],
    ['a failed target beside a failed budget', [{ verdict: 'fail' }, { state: 'failed' }], 4, 4],
    [
      'an interrupt beside a failed target',
      [{ state: 'failed' }, { state: 'interrupted' }],
      130,
      130,
    ],
    [
      'a failed budget beside an unknown one',
      [{ verdict: 'inconclusive' }, { verdict: 'fail' }],
      1,
      1,
    ],
  ] as const)('returns the right code for %s', (_, runs, code, strictCode) => {
    expect(exitCodeFor(report(...runs), lenient)).toBe(code);
    expect(exitCodeFor(report(...runs), strict)).toBe(strictCode);
  });

  it.each([
    [['busy-machine'], 8],
    [[], 8],
    [['prepare-failed'], 4],
    [['command-not-found'], 4],
    [['tool-missing'], 5],
    [['tool-version'], 5],
    [['package-manager-missing'], 5],
    [['busy-machine', 'tool-missing'], 5],
    [['busy-machine', 'prepare-failed'], 4],
  ] as const)('maps a run that %j stopped before its first trial to %i', (ids, code) => {
    expect(exitCodeFor(report(blockedBy(...ids)), lenient)).toBe(code);
  });

  it('considers only the finding that stopped a blocked run', () => {
    const blocked = blockedBy('busy-machine');
    const warned = { id: 'tool-missing', level: 'warning' as const, message: 'k6 is missing' };
    const findings = [...(blocked.findings ?? []), warned];
    expect(exitCodeFor(report({ ...blocked, findings }), lenient)).toBe(8);
  });
});

describe('exitCodeForComparison', () => {
  it.each([
    ['pass', 0, 0],
    ['fail', 1, 1],
    ['inconclusive', 0, 3],
    ['incomparable', 6, 6],
  ] as const)(
    'maps a comparison that is %s to %i, or to %i when inconclusive results count',
    (verdict, code, strictCode) => {
      expect(exitCodeForComparison({ verdict, runs: [] }, lenient)).toBe(code);
      expect(exitCodeForComparison({ verdict, runs: [] }, strict)).toBe(strictCode);
    },
  );
});

it.each([
  ['found', 0],
  ['range', 0],
  ['ends-alike', 0],
  ['ends-undecided', 3],
  ['not-confirmed', 3],
  ['undecided', 3],
  ['ends-incomparable', 6],
  ['interrupted', 130],
] as const)('maps a bisection that ends %s to exit code %i', (outcome, code) => {
  const { ends } = bisectDocuments()['bisect-found'];
  expect(exitCodeForBisect({ outcome, ends })).toBe(code);
});
