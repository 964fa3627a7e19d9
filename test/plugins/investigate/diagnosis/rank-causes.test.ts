import { describe, expect, test } from 'vitest';
import { composeInvestigationReport } from '../../../../plugins/investigate/diagnosis/compose-investigation-report.ts';
import type {
  CodePart,
  DataPart,
  IncidentChange,
  IncidentSignal,
  InvestigationReport,
} from '../../../../plugins/investigate/document/investigation-document.ts';

const BEGAN = Date.UTC(2026, 10, 24, 14, 15);
const at = (minutes: number): string => new Date(BEGAN + minutes * 60_000).toISOString();

const LEVEL = { count: 9_000, errors: 0, p50: 90, p95: 250, p99: 400, low_n: false };

const DATA: DataPart = {
  sources: [],
  interval_ms: 60_000,
  affected_share: 0.15,
  timeline: Array.from({ length: 240 }, (_, minute) => ({ at: at(minute - 135), ...LEVEL })),
  onset: {
    metric: 'p95',
    endpoint: null,
    kind: 'step',
    at: at(0),
    low: at(-1),
    high: at(0),
    until: null,
    before: 250,
    after: 890,
    ratio: 3.56,
    confidence: 1,
  },
  before: LEVEL,
  after: { ...LEVEL, p95: 890 },
  traffic: { before: 300, after: 310, ratio: 1.03 },
  endpoints: [
    {
      name: 'GET /checkout',
      share: 0.15,
      before: LEVEL,
      after: { ...LEVEL, p95: 890 },
      is_affected: true,
    },
    { name: 'GET /products/:id', share: 0.85, before: LEVEL, after: LEVEL, is_affected: false },
  ],
  segments: [],
  signals: [],
  findings: [],
} as unknown as DataPart;

const SIGNAL: IncidentSignal = {
  name: 'pool_utilization',
  labels: '',
  mechanism: 'connections',
  at: at(0),
  low: at(-1),
  high: at(0),
  before: 60,
  after: 95,
  peak: 97,
};

const POOL: IncidentChange = {
  id: 'pool',
  kind: 'configuration',
  label: 'CONFIGURATION ISSUE',
  at: at(-5),
  title: 'db.pool.max: 50 → 20',
  commit: 'a'.repeat(40),
  deployment: 'v2',
  file: 'config/production.yml',
  line: 3,
  before: '50',
  after: '20',
  mechanisms: ['connections'],
  direction: 'worse',
  cost: 'unknown',
};

const PACKAGE: IncidentChange = {
  ...POOL,
  id: 'package',
  kind: 'dependency',
  label: 'DEPENDENCY ISSUE',
  title: 'knex: 2.5.1 → 3.1.0',
  file: 'package-lock.json',
  line: null,
  before: '2.5.1',
  after: '3.1.0',
  mechanisms: [],
};

interface Said {
  readonly data?: Partial<DataPart>;
  readonly changes?: readonly IncidentChange[];
  readonly deployments?: CodePart['deployments'];
  readonly measured?: Parameters<typeof composeInvestigationReport>[2];
  readonly trigger?: InvestigationReport['incident']['trigger'];
}

function said({
  data,
  changes = [POOL],
  deployments = [],
  measured,
  trigger = null,
}: Said): InvestigationReport {
  const incident: InvestigationReport['incident'] = {
    service: 'shop',
    since: at(-120),
    until: at(120),
    trigger,
    environment: 'production',
    priority: 'HIGH',
    started_at: at(130),
  };
  return composeInvestigationReport(
    { id: '2026-11-24-shop', incident },
    {
      data: { state: 'completed', part: { ...DATA, ...data } },
      code: { state: 'completed', part: { commits: [], deployments, changes, findings: [] } },
      infrastructure: { state: 'not available', reason: 'nothing was named' },
    },
    measured,
  );
}

const titles = ({ causes }: InvestigationReport): readonly string[] =>
  causes.map(({ change }) => change.title);

describe('the established cause (INV-31)', () => {
  test('is a change whose effect the metrics show', () => {
    const report = said({ data: { signals: [SIGNAL] } });
    expect(report.conclusion).toBe('established');
    expect(report.causes[0]).toMatchObject({ sources: ['repository', 'metrics'], against: [] });
  });

  test('is never what only happened at the same time, however close', () => {
    const report = said({ changes: [{ ...POOL, at: at(0) }] });
    expect(report.conclusion).toBe('probable cause not established');
    expect(report.causes[0]?.next).toContain('metrics for connections');
  });

  test('is nothing that came after the onset, or long before it', () => {
    for (const minutes of [5, -90]) {
      const report = said({ changes: [{ ...POOL, at: at(minutes) }], data: { signals: [SIGNAL] } });
      expect(report.conclusion).toBe('probable cause not established');
      expect(report.causes[0]?.against).not.toEqual([]);
    }
  });

  test('is neither of two changes that the same metrics would show', () => {
    const other = {
      ...POOL,
      id: 'leak',
      kind: 'removed safeguard',
      title: 'release() is gone',
    } as const;
    const report = said({ changes: [POOL, other], data: { signals: [SIGNAL] } });
    expect(report.conclusion).toBe('probable cause not established');
  });

  test('is neither what hides the problem nor a metric that improved', () => {
    const timeout: IncidentChange = { ...POOL, direction: 'hides', mechanisms: ['connections'] };
    expect(said({ changes: [timeout], data: { signals: [SIGNAL] } }).conclusion).not.toBe(
      'established',
    );
    const better = { ...SIGNAL, before: 95, after: 60 };
    expect(said({ data: { signals: [better] } }).conclusion).not.toBe('established');
  });

  test('is not an inconclusive measurement, which is reported with what would decide it', () => {
    const answer = {
      source: 'measured',
      message: 'measured, but inconclusive: inconclusive',
      place: 'perf-harness compare aaa^ aaa',
      weight: 0,
    } as const;
    const measured = new Map([[POOL.id, answer]]);
    const [cause] = said({ measured }).causes;
    expect(cause?.next).toBe(
      'measured, but inconclusive: inconclusive; measure with more pairs: perf-harness compare aaa^ aaa --time 20min',
    );
    expect(cause?.change.cost).toBe('unknown');
  });

  test('is decided by measurement, which proves one cause and refutes another', () => {
    const answer = (weight: number) =>
      new Map([
        [
          'package',
          { source: 'measured', message: 'wall_time', place: 'compare', weight } as const,
        ],
      ]);
    const proven = said({ changes: [PACKAGE], measured: answer(3) });
    expect(proven.conclusion).toBe('established');
    const refuted = said({ changes: [PACKAGE, POOL], measured: answer(-3) });
    expect(titles(refuted)).toEqual([POOL.title, PACKAGE.title]);
    expect(refuted.causes[1]?.against.map(({ source }) => source)).toEqual(['measured']);
  });

  test('is absent without an onset, with nothing to explain', () => {
    const report = said({ data: { onset: null } });
    expect(report).toMatchObject({ conclusion: 'nothing to explain', causes: [], actions: [] });
  });

  test('is absent with too few requests to see anything, without reporting good health', () => {
    const timeline = DATA.timeline.map((point) => ({ ...point, count: 3 }));
    expect(said({ data: { onset: null, timeline } }).conclusion).toBe('nothing to look at');
  });
});

describe('evidence for and against a cause', () => {
  test('INV-14: counts tripled traffic as a suspect, and as evidence against the others', () => {
    const traffic = { before: 300, after: 900, ratio: 3 };
    const report = said({ data: { traffic, signals: [SIGNAL] } });
    expect(report.conclusion).toBe('probable cause not established');
    expect(titles(report)).toContain('traffic went from 300 to 900 requests per minute');
    expect(report.causes.find(({ change }) => change.id === 'pool')?.against[0]?.message).toBe(
      'traffic rose by a factor of 3 at the same time',
    );
  });

  test('ranks a file on the slower path above a file on another path', () => {
    const lines = (id: string, file: string): IncidentChange => ({
      ...POOL,
      id,
      kind: 'code',
      title: file,
      file,
      mechanisms: ['queries'],
    });
    const report = said({
      changes: [lines('p', 'src/products.js'), lines('c', 'src/checkout.js')],
    });
    expect(titles(report)).toEqual(['src/checkout.js', 'src/products.js']);
  });

  test('treats an external metric that no change explains as a cause, and an explained one as a symptom', () => {
    const disk: IncidentSignal = {
      ...SIGNAL,
      name: 'disk_used',
      mechanism: 'disk',
      before: 60,
      after: 100,
    };
    expect(titles(said({ changes: [], data: { signals: [disk] } }))).toEqual([
      'disk_used went from 60 to 100',
    ]);
    const cpu: IncidentChange = { ...POOL, title: 'limits.cpu: 2 → 500m', mechanisms: ['cpu'] };
    const busy: IncidentSignal = { ...SIGNAL, name: 'cpu_usage', mechanism: 'cpu' };
    expect(titles(said({ changes: [cpu], data: { signals: [busy] } }))).toEqual([cpu.title]);
  });

  test.each([
    ['disk_used_percent', 1, 12, false],
    ['disk_used_percent', 71, 99, true],
    ['heap_used_ratio', 0.5, 0.7, false],
    ['heap_used_ratio', 0.5, 0.96, true],
    ['memory_used_bytes', 3e8, 9e8, true],
  ] as const)('judges %s from %d to %d as a cause: %s', (name, before, after, isOne) => {
    const mechanism = name.startsWith('disk') ? 'disk' : 'memory';
    const signal: IncidentSignal = { ...SIGNAL, name, mechanism, before, after, peak: after };
    const { causes } = said({ data: { signals: [signal] }, changes: [] });
    expect(causes.some(({ change }) => change.title.startsWith(name))).toBe(isOne);
  });

  test.each([
    ['pool_utilization', 60, 95, '20', true],
    ['pool_utilization', 60, 95, '46', false],
    ['pool_waiting', 0, 12, '46', true],
    ['pool_in_use', 30, 42, '46', false],
    ['pool_in_use', 30, 20, '20', true],
  ] as const)(
    'judges %s from %d to %d as an effect of a pool of %s instead of 50: %s',
    (name, before, after, max, fits) => {
      const signal: IncidentSignal = { ...SIGNAL, name, before, after };
      const waiting: IncidentSignal = { ...SIGNAL, name: 'pool_waiting', before: 0, after: 9 };
      const { conclusion, causes } = said({
        data: { signals: [signal, waiting] },
        changes: [{ ...POOL, after: max }],
      });
      expect(conclusion === 'established').toBe(fits);
      expect(causes[0]?.against.length).toBe(fits ? 0 : 1);
    },
  );

  test('supports a package by more work of the program itself for the same traffic', () => {
    const cpu: IncidentSignal = {
      ...SIGNAL,
      name: 'rate(process_cpu_seconds_total)',
      mechanism: 'cpu',
      before: 0.1,
      after: 0.8,
    };
    const established = said({ data: { signals: [cpu] }, changes: [PACKAGE] });
    expect(established.conclusion).toBe('established');
    expect(established.causes).toHaveLength(1);
    const traffic = { before: 300, after: 900, ratio: 3 };
    const busier = said({ data: { signals: [cpu], traffic }, changes: [PACKAGE] });
    expect(busier.conclusion).toBe('probable cause not established');
    const neighbour: IncidentSignal = { ...cpu, name: 'node_cpu_waiting' };
    const outside = said({ data: { signals: [neighbour] }, changes: [PACKAGE] });
    expect(outside.conclusion).toBe('probable cause not established');
    expect(outside.causes[0]?.change.title).toContain('node_cpu_waiting');
  });

  test('ignores times of other services that a blocked event loop measures', () => {
    const loop: IncidentSignal = {
      ...SIGNAL,
      name: 'nodejs_eventloop_lag_seconds',
      mechanism: 'event loop',
      before: 0.01,
      after: 0.2,
    };
    const payments: IncidentSignal = {
      ...SIGNAL,
      name: 'payments_latency_p95',
      mechanism: 'network',
      before: 0.8,
      after: 1.2,
    };
    const titles = (signals: readonly IncidentSignal[]): readonly string[] =>
      said({ data: { signals }, changes: [] }).causes.map(({ change }) => change.title);
    expect(titles([payments])).toHaveLength(1);
    expect(titles([payments, loop])).toEqual([]);
  });

  test('INV-40: gives a place for every piece of evidence', () => {
    const report = said({
      data: { signals: [SIGNAL], traffic: { before: 1, after: 3, ratio: 3 } },
    });
    const all = report.causes.flatMap((cause) => [...cause.for, ...cause.against]);
    expect(all.length).toBeGreaterThan(3);
    expect(all.filter(({ place, message }) => place === '' || message === '')).toEqual([]);
  });
});

test('INV-13: includes a deployment at 14:10 in the window, but none at 14:20 or in the morning', () => {
  const deployment = (name: string, minutes: number) => ({
    name,
    at: at(minutes),
    commit: null,
    in_window: false,
  });
  const deployments = [deployment('morning', -300), deployment('v2', -5), deployment('v3', 5)];
  const { code } = said({ deployments });
  const inWindow =
    code.state === 'completed'
      ? code.part.deployments.filter((deployment) => deployment.in_window)
      : [];
  expect(inWindow.map(({ name }) => name)).toEqual(['v2']);
});

test('INV-01: reports a missing analyser, and uses the others', () => {
  const report = said({ data: { signals: [SIGNAL] } });
  expect(report.findings.map(({ message }) => message)).toEqual([
    'The infrastructure analysis is missing: nothing was named.',
  ]);
  expect(report.causes.length).toBe(1);
});

test('INV-32: resets a setting within the hour, pins a package within a day, gates within a week', () => {
  const { actions } = said({ changes: [POOL, PACKAGE], data: { signals: [SIGNAL] } });
  expect(actions.map(({ id, horizon, title }) => [id, horizon, title])).toEqual([
    ['PERF_FIX_001', 'immediate', 'Set db.pool.max back to 50'],
    ['PERF_FIX_002', 'short', 'Pin knex at 2.5.1'],
    ['PERF_FIX_003', 'long', 'Add a CI budget for shop, based on the values before the incident'],
  ]);
});

test('INV-02: infers the trigger of the investigation, unless it is stated', () => {
  const deployments = [{ name: 'v2', at: at(-5), commit: null, in_window: false }];
  const traffic = { before: 300, after: 900, ratio: 3 };
  const of = (input: Said) => said(input).incident.trigger;
  expect(of({})).toBe('rise');
  expect(of({ deployments })).toBe('deployment');
  expect(of({ deployments, data: { traffic } })).toBe('capacity');
  expect(of({ data: { onset: null } })).toBeNull();
  expect(of({ trigger: 'complaints' })).toBe('complaints');
});
