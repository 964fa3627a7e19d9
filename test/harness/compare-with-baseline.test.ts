import { describe, expect, it } from 'vitest';
import { compareWithBaseline } from '../../harness/compare-with-baseline.ts';
import type { RunRecord } from '../../harness/model/documents/run-record.ts';
import type { Environment } from '../../harness/model/measurement-environment.ts';
import { runRecord } from '../support/completed-run-record.ts';
import { exampleEnvironment } from '../support/example-measurement-environment.ts';

const around = (center: number) =>
  [-5, -3, -1, 1, 3, 5, 7, 9].map((step) => center * (1 + step / 1_000));
const HEAD = runRecord({ wall_time: around(150), allocated: around(2_000) }, { id: '2' });

function base(changes: Partial<Environment['machine']> = {}): RunRecord {
  const run = runRecord({ wall_time: around(100), allocated: around(1_000) }, { id: '1' });
  const machine = { ...exampleEnvironment.machine, ...changes };
  const settings = { ...run.settings, budgets: [], regression: { allocated: 0.1 } };
  return { ...run, settings, environment: { ...exampleEnvironment, machine } };
}

function verdicts(run: RunRecord, head: RunRecord = HEAD, margin: number | null = null) {
  const report = compareWithBaseline(
    { label: 'main', source: 'baseline', runs: [run] },
    { label: 'this gate', source: 'record', runs: [head] },
    { confidence: 0.95, margin },
  );
  const found = report.comparisons.map(({ metric, verdict, reason }) => [metric, verdict, reason]);
  return { report, found };
}

describe('compareWithBaseline', () => {
  it('compares everything when machine and runtime are the same', () => {
    const { report, found } = verdicts(base());
    expect(found).toEqual([
      ['wall_time', 'regressed', null],
      ['allocated', 'regressed', null],
    ]);
    expect(report.verdict).toBe('fail');
  });

  it('compares only counted metrics with a baseline of another machine, and reports which', () => {
    const { report, found } = verdicts(base({ id: 'other', hostname: 'elsewhere' }));
    expect(found).toEqual([
      ['wall_time', 'incomparable', expect.stringContaining('different machines, each with')],
      ['allocated', 'regressed', null],
    ]);
    // The record is included as it was measured.
    expect(report.runs[0]?.environment?.machine.id).toBe('other');
  });

  it('compares nothing across architectures, runtimes or settings', () => {
    for (const run of [
      base({ id: 'other', arch: 'arm64' }),
      { ...base(), settings: { ...base().settings, measureMs: 5 } },
      {
        ...base({ id: 'other' }),
        environment: {
          ...exampleEnvironment,
          machine: { ...exampleEnvironment.machine, id: 'other' },
          runtime: { ...exampleEnvironment.runtime, node: '99.0.0' },
        },
      },
    ]) {
      expect(new Set(verdicts(run).found.map(([, verdict]) => verdict))).toEqual(
        new Set(['incomparable']),
      );
    }
  });

  describe('metrics that depend on more than the architecture', () => {
    const counts = { instructions: around(500), io_read: around(4_096), io_write: around(8_192) };
    const sameEverywhere = { queries: [3, 3, 3, 3, 3, 3, 3, 3] };
    const head = runRecord({ ...counts, ...sameEverywhere }, { id: '2', kind: 'command' });
    const at = (
      machine: Partial<Environment['machine']>,
      runtime: Partial<Environment['runtime']> = {},
    ): RunRecord => ({
      ...head,
      id: '1',
      environment: {
        ...exampleEnvironment,
        machine: { ...exampleEnvironment.machine, ...machine },
        runtime: { ...exampleEnvironment.runtime, ...runtime },
      },
    });
    const incomparable = (run: RunRecord) =>
      verdicts(run, head).found.flatMap(([metric, verdict, reason]) =>
        verdict === 'incomparable' ? [[metric, reason]] : [],
      );

    it('include instructions but not storage on another machine of the same processor', () => {
      expect(incomparable(at({ id: 'other' }))).toEqual([
        ['io_read', expect.stringContaining('page cache')],
        ['io_write', expect.stringContaining('page cache')],
      ]);
    });

    it('exclude instructions with another kind of processor', () => {
      const other = verdicts(at({ id: 'other', cpuModel: 'EPYC' }), head);
      expect(other.found).toEqual([
        ['instructions', 'incomparable', 'different processors: EPYC and test'],
        ['io_read', 'incomparable', expect.any(String)],
        ['io_write', 'incomparable', expect.any(String)],
        ['queries', 'unchanged', null],
      ]);
      // Counts of both sides are still shown.
      const shown = { base: expect.closeTo(501), head: expect.closeTo(501), ratio: null };
      expect(other.report.comparisons[0]).toMatchObject(shown);
    });

    it('exclude instructions with another version of Node.js, on the same machine too', () => {
      const why = 'different Node.js versions: 26.0.1 and 26.0.0';
      const node = { node: '26.0.1' };
      expect(incomparable(at({}, node))).toEqual([['instructions', why]]);
      expect(incomparable(at({ id: 'other' }, node))).toContainEqual(['instructions', why]);
    });
  });

  it('judges every metric by the requested margin, whatever the scenario sets', () => {
    const settings = { ...HEAD.settings, regression: { allocated: 0.1 }, margin: 0.05 };
    const { report, found } = verdicts(base(), { ...HEAD, settings }, 0.6);
    expect(found).toEqual([
      ['wall_time', 'unchanged', null],
      ['allocated', 'regressed', null],
    ]);
    expect(report.comparisons.map(({ margin }) => margin)).toEqual([0.6, 0.6]);
  });

  it('reports the requested margin also when nothing can be compared', () => {
    for (const run of [base({ id: 'other' }), base({ id: 'other', arch: 'arm64' })]) {
      const { comparisons } = verdicts(run, HEAD, 0.6).report;
      expect(comparisons.map(({ margin }) => margin)).toEqual(comparisons.map(() => 0.6));
    }
  });
});
