import { describe, expect, it } from 'vitest';
import { compareRunConditions } from '../../harness/compare-run-conditions.ts';
import { compareStoredRuns } from '../../harness/compare-stored-runs.ts';
import type { RunRecord } from '../../harness/model/documents/run-record.ts';
import type { Environment } from '../../harness/model/measurement-environment.ts';
import { runRecord } from '../support/completed-run-record.ts';
import { exampleEnvironment } from '../support/example-measurement-environment.ts';

const base = runRecord({ wall_time: [1, 2, 3, 4, 5] });

function withEnvironment(
  changes: {
    readonly [K in keyof Environment]?: Partial<Environment[K]>;
  },
): RunRecord {
  const { machine, runtime, harness } = exampleEnvironment;
  return {
    ...base,
    environment: {
      ...exampleEnvironment,
      machine: { ...machine, ...changes.machine },
      runtime: { ...runtime, ...changes.runtime },
      harness: { ...harness, ...changes.harness },
      git:
        changes.git === undefined
          ? null
          : { commit: 'a', branch: null, dirty: false, ...changes.git },
      ci: null,
    },
  };
}

function withSettings(changes: object): RunRecord {
  return { ...base, settings: { ...base.settings, ...changes } };
}

describe('incomparable runs', () => {
  it('include a pair in which one run is void', () => {
    const findings = [
      { id: 'load-generator-saturated', level: 'error', message: 'it was at its limit' },
    ] as const;
    const invalid: RunRecord = { ...base, state: 'failed', findings };
    expect(compareRunConditions(base, invalid).reason).toBe(
      'the head run is void: it was at its limit',
    );
    expect(compareRunConditions(invalid, base).reason).toMatch(/^the base run is void/);
  });

  it.each([
    [
      'of two machines',
      withEnvironment({
        machine: { id: 'other', hostname: 'ci-7', cpuModel: 'EPYC', cpuCount: 4 },
      }),
      'different machines: 2 × test and 4 × EPYC',
    ],
    [
      'of two architectures',
      withEnvironment({ machine: { id: 'other', arch: 'arm64' } }),
      'different architectures: x64 and arm64',
    ],
    [
      'of two major versions of Node.js',
      withEnvironment({ runtime: { node: '24.1.0' } }),
      'different Node.js versions: 26.0.0 and 24.1.0',
    ],
    [
      'of two lines of V8',
      withEnvironment({ runtime: { v8: '14.2.231.1-node.3' } }),
      'different V8 versions: 14.0 and 14.2.231.1-node.3',
    ],
    ['of two kinds', { ...base, kind: 'command' }, 'different kinds: function and command'],
    [
      'of two durations',
      withSettings({ measureMs: 100 }),
      'different settings: measureMs 500 against 100',
    ],
    [
      'with a setting that one of them lacks',
      withSettings({ rate: 200 }),
      'different settings: rate not set against 200',
    ],
    [
      'of other params and another body',
      {
        ...withSettings({ body: { type: 'tinybench', file: '/project/x.ts', task: 'a' } }),
        params: { size: 3 },
      },
      'different settings: params {} against {"size":3}; body {"type":"scenario"} against {"file":"./x.ts","task":"a","type":"tinybench"}',
    ],
    [
      'with a long command that differs',
      withSettings({ command: ['node', 'x'.repeat(100)] }),
      `different settings: command not set against ["node","${'x'.repeat(51)}…`,
    ],
    [
      'under other faults',
      withSettings({ server: { faults: { latencyMs: 200 } } }),
      'different settings: server not set against {"faults":{"latencyMs":200}}',
    ],
    [
      'without measurements',
      runRecord({}, { state: 'interrupted' }),
      'the head run is interrupted and has no measurements',
    ],
  ] as const)('%s', (_, head, reason) => {
    expect(compareRunConditions(base, head as RunRecord)).toEqual({
      reason,
      isBusy: false,
      findings: [],
    });
    expect(compareRunConditions(head as RunRecord, base).reason).not.toBeNull();
  });
});

describe('comparable runs', () => {
  it.each([
    ['of two commits', withEnvironment({ git: { commit: 'b', branch: 'x', dirty: true } })],
    ['of two names of one machine', withEnvironment({ machine: { hostname: 'renamed' } })],
    ['of two builds of one V8', withEnvironment({ runtime: { v8: '14.0.9.1-node.22' } })],
    [
      'with other numbers of trials, limits, hooks and metrics',
      withSettings({
        sampling: { minTrials: 9 },
        timeoutMs: 1,
        budgets: [],
        regression: { wall_time: 1 },
        margin: 0.5,
        metrics: ['allocated'],
        hooks: ['setup'],
        prepare: { type: 'shell', text: 'make' },
      }),
    ],
    ['with a setting that was not set then and is not now', withSettings({ rate: undefined })],
  ])('%s', (_, head) => {
    expect(compareRunConditions(base, head)).toEqual({
      reason: null,
      isBusy: false,
      findings: [],
    });
  });

  it('include those of two checkouts, whose own paths are ignored', () => {
    const at = (cwd: string) =>
      withSettings({ cwd, command: { type: 'argv', argv: ['node', `${cwd}/bin.js`] } });
    expect(compareRunConditions(at('/home/a'), at('/srv/b/c')).reason).toBeNull();
    expect(
      compareRunConditions(at('/home/a'), withSettings({ cwd: '/home/a' })).reason,
    ).not.toBeNull();
  });

  it('get a remark when minor versions of Node.js or versions of perf-harness differ', () => {
    const node = withEnvironment({ runtime: { node: '26.4.0' } });
    expect(compareRunConditions(base, node)).toMatchObject({
      reason: null,
      findings: [
        {
          id: 'other-node',
          level: 'warning',
          message:
            '"sort" was measured on Node.js 26.0.0 and 26.4.0; any difference may be due to the version.',
        },
      ],
    });
    const harness = withEnvironment({ harness: { version: '9.9.9' } });
    expect(compareRunConditions(base, harness).findings).toMatchObject([
      { id: 'other-harness', level: 'info', message: expect.stringContaining('0.0.0 and 9.9.9') },
    ]);
  });

  it('get a warning when one of them did not finish', () => {
    const cut: RunRecord = { ...base, state: 'interrupted' };
    expect(compareRunConditions(cut, base).findings).toMatchObject([
      {
        id: 'incomplete-run',
        level: 'warning',
        message: expect.stringContaining('in the base is interrupted'),
      },
    ]);
    expect(compareRunConditions(base, { ...base, state: 'failed' }).findings).toMatchObject([
      { message: expect.stringContaining('in the head is failed') },
    ]);
  });
});

describe('run on a busy machine', () => {
  const found = (level: 'info' | 'warning'): RunRecord => ({
    ...base,
    findings: [{ id: 'busy-machine', level, message: 'The machine is busy.' }],
  });

  it('is reported for either side', () => {
    expect(compareRunConditions(found('warning'), base)).toMatchObject({
      isBusy: true,
      findings: [
        { id: 'busy-run', message: expect.stringContaining('"sort" was measured for the base') },
      ],
    });
    expect(compareRunConditions(base, found('warning'))).toMatchObject({
      isBusy: true,
      findings: [
        { id: 'busy-run', message: expect.stringContaining('"sort" was measured for the head') },
      ],
    });
    expect(compareRunConditions(found('info'), base)).toMatchObject({
      isBusy: false,
      findings: [],
    });
  });
});

describe('incomparable pair of runs', () => {
  function compare(head: RunRecord) {
    return compareStoredRuns(
      { label: 'a', source: 'record', runs: [base] },
      { label: 'b', source: 'record', runs: [head] },
    );
  }

  it('gives a row without a ratio for each gated metric, and an incomparable verdict', () => {
    const report = compare(withEnvironment({ machine: { id: 'other' } }));
    expect(report.verdict).toBe('incomparable');
    expect(report.comparisons).toMatchObject([
      {
        metric: 'wall_time',
        verdict: 'incomparable',
        reason: 'different machines, each with 2 × test',
        base: 3,
        head: 3,
        ratio: null,
        low: null,
        high: null,
        direction: 'none',
        needed_pairs: null,
      },
    ]);
  });

  it('gives a row even when nothing was measured', () => {
    const report = compare(runRecord({}, { state: 'failed' }));
    expect(report.comparisons).toMatchObject([
      { metric: 'wall_time', unit: 'ms', verdict: 'incomparable', base: 3, head: null },
    ]);
    const neither = compareStoredRuns(
      { label: 'a', source: 'record', runs: [runRecord({}, { state: 'failed' })] },
      { label: 'b', source: 'record', runs: [runRecord({}, { state: 'failed' })] },
    );
    expect(neither.comparisons).toMatchObject([
      { metric: 'wall_time', reason: 'the base run is failed and has no measurements' },
    ]);
  });
});
