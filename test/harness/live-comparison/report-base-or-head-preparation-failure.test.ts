/** Faults of a side before its first unit, and the scenarios that they keep from being measured. */
import { describe, expect, it } from 'vitest';
import { exitCodeForComparison } from '../../../harness/gate/exit-code-for-report.ts';
import { rejudgeComparisonFromTrials } from '../../../harness/live-comparison/rejudge-comparison-from-trials.ts';
import type { ComparisonReport } from '../../../harness/model/documents/run-report-and-comparison-document.ts';
import type { AnyExecutor } from '../../../harness/model/executor.ts';
import type { FailedBuild } from '../../../harness/model/failed-prepare-command.ts';
import type { Finding } from '../../../harness/model/finding.ts';
import type { FunctionScenario, PageScenario } from '../../../harness/model/scenario/scenario.ts';
import { functionScenario } from '../../support/function-scenario.ts';
import { createMockExecutor } from '../../support/mock-executor.ts';
import { runScriptedComparison } from '../../support/scripted-comparison.ts';
import { pageScenario } from '../executors/page/page-executor-test-setup.ts';

const BUILT = functionScenario({ name: 'built', measureMs: 1, warmupMs: 0 });
const PLAIN = { ...BUILT, name: 'plain' };

function error(id: string, message: string): Finding {
  return { id, level: 'error', message };
}

/** Only `built` needs it. */
function failedBuild(label: string): readonly FailedBuild[] {
  return [
    { scenarios: ['built'], finding: error('prepare-failed', `${label} could not be built`) },
  ];
}

/** Compares with a head that is 20 % slower whenever it is measured. */
function compared(made: NonNullable<Parameters<typeof runScriptedComparison>[0]['made']>) {
  return runScriptedComparison({
    scenarios: [BUILT, PLAIN],
    script: ({ pair, side }) => ({
      measurements: { wall_time: (side === 'a' ? 100 : 120) + (pair % 7) / 100 },
    }),
    made,
  });
}

function neverMeasured(): never {
  throw new Error('measured although it cannot be compared');
}

function statesOf({ runs }: ComparisonReport, name: string) {
  return runs
    .filter(({ scenario }) => scenario === name)
    .map(({ state, stop, findings }) => [state, stop, findings.map(({ id }) => id)]);
}

function rowOf({ comparisons }: ComparisonReport, name: string) {
  return comparisons.find(
    (comparison) => comparison.scenario === name && comparison.metric === 'wall_time',
  );
}

describe('a side that could not be prepared', () => {
  it('fails alone, for all scenarios', async () => {
    const findings = [error('install-failed', 'npm was not there.')];
    const { report } = await compared({ base: { findings } });
    for (const name of ['built', 'plain']) {
      expect(statesOf(report, name)).toEqual([
        ['failed', 'blocked', ['install-failed']],
        ['completed', 'blocked', []],
      ]);
      expect(rowOf(report, name)?.reason).toBe('npm was not there.');
    }
  });

  it('is reported once when the same problem affects both sides', async () => {
    const findings = [error('install-failed', 'Of both sides, npm was not there.')];
    const { report } = await compared({ base: { findings }, head: { findings } });
    expect(report.findings.filter(({ id }) => id === 'install-failed')).toHaveLength(1);
    expect(rowOf(report, 'plain')?.reason).toBe('Of both sides, npm was not there.');
    expect(exitCodeForComparison(report, { strict: false })).toBe(4);
  });

  it('does not exemption the other side: when neither can be prepared, the head is named first', async () => {
    const { report, saved } = await compared({
      base: { findings: [error('manifest-missing', 'main has no package.json.')] },
      head: { findings: [error('install-failed', 'npm was not there.')] },
    });
    for (const name of ['built', 'plain']) {
      expect(statesOf(report, name)).toEqual([
        ['failed', 'blocked', ['manifest-missing']],
        ['failed', 'blocked', ['install-failed']],
      ]);
      expect(rowOf(report, name)?.reason).toBe('npm was not there; the base fails too');
    }
    expect(exitCodeForComparison(report, { strict: false })).toBe(4);
    expect(rejudgeComparisonFromTrials(saved.at(-1) as ComparisonReport)).toEqual(saved.at(-1));
  });
});

describe('a tool missing on the machine', () => {
  it('fails both sides, whatever is wrong with the base', async () => {
    const check = async () => [error('tool-missing', 'valgrind is not there')];
    const counter = { ...createMockExecutor<FunctionScenario>('function', neverMeasured), check };
    const { report } = await runScriptedComparison({
      scenarios: [{ ...BUILT, metrics: ['instructions'] }],
      script: neverMeasured,
      parts: { instructions: [counter as AnyExecutor] },
      made: { base: { failedBuilds: failedBuild('main') } },
    });
    expect(statesOf(report, 'built').map(([state]) => state)).toEqual(['failed', 'failed']);
    expect(rowOf(report, 'built')?.reason).toBe('valgrind is not there');
    expect(exitCodeForComparison(report, { strict: false })).toBe(5);
  });
});

describe('a failed build', () => {
  it('prevents only the scenarios that need it from being measured', async () => {
    const { report, saved } = await compared({ base: { failedBuilds: failedBuild('main') } });
    expect(rowOf(report, 'built')).toMatchObject({
      verdict: 'incomparable',
      reason: 'main could not be built',
    });
    expect(rowOf(report, 'plain')).toMatchObject({ verdict: 'regressed', confirmed: true });
    expect(statesOf(report, 'built')).toEqual([
      ['failed', 'blocked', ['prepare-failed']],
      ['completed', 'blocked', []],
    ]);
    expect(statesOf(report, 'plain')).toEqual([
      ['completed', 'decided', []],
      ['completed', 'decided', []],
    ]);
    expect(report.findings.filter(({ id }) => id === 'prepare-failed')).toHaveLength(1);
    expect(exitCodeForComparison(report, { strict: false })).toBe(4);
    expect(rejudgeComparisonFromTrials(saved.at(-1) as ComparisonReport)).toEqual(saved.at(-1));
  });

  it('fails both sides when both builds failed', async () => {
    const { report } = await compared({
      base: { failedBuilds: failedBuild('main') },
      head: { failedBuilds: failedBuild('the tree') },
    });
    expect(statesOf(report, 'built').map(([state]) => state)).toEqual(['failed', 'failed']);
    expect(rowOf(report, 'built')?.reason).toBe('the tree could not be built; the base fails too');
    expect(rowOf(report, 'plain')).toMatchObject({ verdict: 'regressed' });
  });
});

describe('a page that differs between the sides', () => {
  const page = pageScenario('/');
  const comparedPage = (scenario: PageScenario) =>
    runScriptedComparison({
      scenarios: [scenario],
      script: ({ side, pair }) => ({
        measurements: { lcp: (side === 'a' ? 900 : 300) + pair },
        notes: { elements: side === 'a' ? 400 : 6 },
      }),
    });

  it('is incomparable after three pairs, and again when it is replayed', async () => {
    const { report, saved } = await comparedPage(page);
    const reason = expect.stringContaining(
      'the head page has 6 elements, but the other page has 400',
    );
    const row = { metric: 'lcp', verdict: 'incomparable', reason };
    expect(report).toMatchObject({ verdict: 'incomparable', comparisons: [row] });
    expect(report.runs.map(({ trials }) => trials.length)).toEqual([3, 3]);
    expect(exitCodeForComparison(report, { strict: false })).toBe(4);
    expect(rejudgeComparisonFromTrials(saved.at(-1) ?? report).comparisons).toEqual(
      report.comparisons,
    );
  });
});
