/** Items that `perf-harness check` verifies, with each of them missing in turn. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { main } from '../../cli/main.ts';
import { createRecordStore } from '../../harness/history/run-record-store.ts';
import { createHost } from '../../harness/host.ts';
import {
  type ChecklistReport,
  checklistItemSchema,
  checklistReportSchema,
} from '../../harness/model/documents/performance-checklist-document.ts';
import type { RunRecord } from '../../harness/model/documents/run-record.ts';
import { createInMemoryHost } from '../support/in-memory-host.ts';
import { withInProcessModuleReader } from '../support/in-process-module-reader.ts';
import {
  CHECKLIST_FILES,
  createLoadRecord,
  createPageRecord,
  writeChecklistMeasurements,
} from '../support/performance-checklist-project.ts';
import { writeFiles } from '../support/run-cli.ts';
import {
  samplePerformanceMap,
  samplePerformanceMapStep,
} from '../support/sample-optimization-context.ts';

/** Runs `check` on a complete project after applying `change` to it. */
async function checked(
  args: readonly string[] = [],
  change: (root: string) => void = () => undefined,
  files: Readonly<Record<string, string>> = CHECKLIST_FILES,
) {
  const { host, written } = createInMemoryHost();
  writeFiles(host.cwd, files);
  if (files === CHECKLIST_FILES) writeChecklistMeasurements(host.cwd);
  change(host.cwd);
  const code = await main(withInProcessModuleReader(host), [
    'check',
    ...args,
    '--reporter',
    'json',
  ]);
  return { code, ...written, root: host.cwd };
}

function verdictsOf(out: string): Readonly<Record<string, string>> {
  const report = checklistReportSchema.parse(JSON.parse(out));
  return Object.fromEntries(report.items.map(({ id, verdict }) => [id, verdict]));
}

function itemOf(out: string, id: string): ChecklistReport['items'][number] {
  const found = checklistReportSchema.parse(JSON.parse(out)).items.find((item) => item.id === id);
  if (found === undefined) throw new Error(id);
  return found;
}

const without =
  (...paths: readonly string[]) =>
  (root: string): void => {
    for (const path of paths) rmSync(join(root, path), { recursive: true });
  };
const holding =
  (files: Readonly<Record<string, string>>) =>
  (root: string): void =>
    writeFiles(root, files);
const recording =
  (record: RunRecord) =>
  (root: string): void => {
    const host = { ...createHost(), cwd: root };
    const later = { ...record, id: record.id.replace('20260102', '20260103') };
    createRecordStore(host, join(root, '.perf-harness')).begin(later).finish(later);
  };

const MAP = '.optimization/orders/cycle-1/map.json';
const RESEARCH = '.optimization/orders/cycle-1/research.json';
const WORKFLOW = '.github/workflows/performance.yml';
const SCENARIO = 'scenarios/parse.mjs';
const TRACING = 'src/tracing.js';
const PREVENTION = 'regression-prevention';
const TOLERATED_GATE = 'npx perf-harness gate\n        continue-on-error: true';
const workflow = (command: string) =>
  holding({ [WORKFLOW]: `jobs:\n  a:\n    steps:\n      - run: ${command}\n` });
/** Leaves this text out of a file of the complete project. */
const omitting = (path: string, text: string) =>
  holding({ [path]: (CHECKLIST_FILES[path] ?? '').replace(text, '') });
const loading = (...times: readonly number[]) => recording(createPageRecord(120, times));

const ANSWER = ['baseline', 'bottleneck', 'impact', 'regression-prevention', 'monitoring'];
const FINAL = [
  'baseline',
  'bottlenecks',
  'web-vitals',
  'cache-invalidation',
  'pooling',
  'tracing',
  'load-test',
  'budgets-in-ci',
  'auto-scaling',
  'dashboards',
];

/** Verdict and reason of an item, and the change of the complete project that causes it. */
type MissingItem = readonly ['fail' | 'unverified', string, (root: string) => void];

/** Checks a project with these changes: it has to report exactly these items. */
async function expectItems(
  args: readonly string[],
  all: readonly string[],
  items: Readonly<Record<string, MissingItem>>,
): Promise<void> {
  const { code, out, err } = await checked(args, (root) => {
    for (const [, , change] of Object.values(items)) change(root);
  });
  expect(verdictsOf(out)).toEqual(
    Object.fromEntries(all.map((id) => [id, items[id]?.[0] ?? 'pass'])),
  );
  for (const [id, [verdict, reason]] of Object.entries(items)) {
    expect(itemOf(out, id)).toMatchObject({
      verdict,
      reason: expect.stringContaining(reason),
      remedy: expect.stringMatching(/\S/u),
    });
  }
  const isFailure = Object.values(items).some(([verdict]) => verdict === 'fail');
  expect({ code, err }).toEqual({ code: isFailure ? 1 : 0, err: '' });
}

describe('the check command', () => {
  it('LEAD-10: returns five verdicts with evidence', async () => {
    const { code, out, err } = await checked();
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(Object.keys(verdictsOf(out))).toEqual(ANSWER);
    expect(new Set(Object.values(verdictsOf(out)))).toEqual(new Set(['pass']));
    expect(itemOf(out, 'bottleneck').evidence).toEqual([
      {
        file: '.optimization/orders/cycle-1/map.json',
        line: null,
        text: 'CPU, 50.0 % of the time: listUsers (src/users.ts:1)',
      },
    ]);
    expect(itemOf(out, 'impact').evidence.map(({ text }) => text)).toEqual([
      'H1: 39.7 % measured, ratio from 0.58 to 0.63',
      'H1: saves 30 % (estimated), complexity Low',
    ]);
    expect(itemOf(out, 'regression-prevention').evidence).toEqual([
      {
        file: '.github/workflows/performance.yml',
        line: 5,
        text: 'CI runs perf-harness gate',
      },
      { file: 'scenarios/parse.mjs', line: null, text: 'parse: wall_time < 1 s' },
    ]);
  });

  it.each<readonly [string, ...MissingItem]>([
    ['baseline', 'fail', 'no baseline', without('.perf-harness/baselines')],
    ['bottleneck', 'fail', 'No profile shows where', without(MAP)],
    ['impact', 'fail', 'are not documented', without(RESEARCH)],
    [PREVENTION, 'fail', 'no CI configuration was found', without('.github')],
    ['monitoring', 'fail', 'Nothing in the project', without('ops/prometheus.yml', TRACING)],
    ['monitoring', 'unverified', 'no alerts were found', without('ops/alerts.yml')],
    [PREVENTION, 'fail', 'CI does not enforce them', workflow('npm test')],
    [PREVENTION, 'fail', 'passes regardless of the result', workflow(TOLERATED_GATE)],
    [PREVENTION, 'fail', 'cannot be read', holding({ [SCENARIO]: 'export default {' })],
  ])('LEAD-10: %s: %s: %s', async (id, ...item) => {
    await expectItems([], ANSWER, { [id]: item });
  });

  it('LEAD-10: reports what is damaged, estimated or without a limit, at the same time', async () => {
    const steps = [samplePerformanceMapStep({ origin: 'estimated' })];
    await expectItems([], ANSWER, {
      baseline: [
        'fail',
        'cannot be read',
        holding({ '.perf-harness/baselines/main.json': '{"schema":' }),
      ],
      bottleneck: [
        'fail',
        'estimated, not measured',
        holding({ [MAP]: JSON.stringify(samplePerformanceMap({ steps })) }),
      ],
      [PREVENTION]: [
        'fail',
        'No scenario has a budget',
        omitting(SCENARIO, "budgets: { wall_time: '< 1 s' },"),
      ],
    });
  });

  it('LEAD-10: accepts CI that runs it through an npm script, and a profile passed as evidence', async () => {
    const { out } = await checked(['--evidence', 'map.json'], (root) => {
      writeFiles(root, {
        'package.json': '{"type":"module","scripts":{"perf":"perf-harness gate --base main"}}',
        '.github/workflows/performance.yml': 'jobs:\n  a:\n    steps:\n      - run: npm run perf\n',
        'map.json': JSON.stringify(samplePerformanceMap()),
      });
      rmSync(join(root, '.optimization/orders/cycle-1/map.json'));
    });
    expect(verdictsOf(out)).toMatchObject({ bottleneck: 'pass', 'regression-prevention': 'pass' });
    expect(itemOf(out, 'bottleneck').evidence[0]?.file).toBe('map.json');
  });
});

describe('check --list', () => {
  it('LEAD-29: returns ten points, each with the file that proves it', async () => {
    const { code, out, err } = await checked(['--list']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(verdictsOf(out)).toEqual(Object.fromEntries(FINAL.map((id) => [id, 'pass'])));
    for (const { evidence } of checklistReportSchema.parse(JSON.parse(out)).items) {
      expect(evidence.length).toBeGreaterThan(0);
    }
    expect(itemOf(out, 'web-vitals').evidence[0]?.text).toBe(
      'home: LCP 906 ms (< 2.5 s), CLS 0.01 (< 0.1), INP 120 ms (≤ 200 ms, from users)',
    );
    expect(itemOf(out, 'cache-invalidation').evidence).toEqual([
      { file: 'src/cache.js', line: 5, text: 'redis: the cache entries have a time to live' },
    ]);
    expect(itemOf(out, 'pooling').evidence[0]).toEqual({
      file: 'src/database.js',
      line: 2,
      text: 'new Pool: max = 20, idleTimeoutMillis = 30000',
    });
  });

  it('LEAD-29: passes nothing without a file that proves it', async () => {
    const { code, out, err } = await checked(['--list'], undefined, {});
    expect({ code, err }).toEqual({ code: 1, err: '' });
    expect(verdictsOf(out)).toEqual({
      baseline: 'fail',
      bottlenecks: 'fail',
      'web-vitals': 'unverified',
      'cache-invalidation': 'unverified',
      pooling: 'unverified',
      tracing: 'unverified',
      'load-test': 'unverified',
      'budgets-in-ci': 'fail',
      'auto-scaling': 'unverified',
      dashboards: 'unverified',
    });
    const item = { id: 'a', title: 'A', verdict: 'pass', reason: 'so it is', evidence: [] };
    expect(checklistItemSchema.safeParse(item).success).toBe(false);
  });

  const COMMENT = "// import { NodeSDK } from '@opentelemetry/sdk-node';\n";
  const AROUND = [2300, 2400, 2450, 2600, 2700, 2200];
  const UNLIMITED = { ...createLoadRecord(), budgets: [] };
  const POOL = "import { Pool } from 'pg';\nexport const pool = new Pool();\n";
  const withoutField = (root: string): void => {
    const { field: _, ...lab } = createPageRecord();
    recording(lab)(root);
  };
  it.each<readonly [string, Readonly<Record<string, MissingItem>>]>([
    [
      'what is missing',
      {
        'web-vitals': ['unverified', 'INP was not measured', withoutField],
        'cache-invalidation': ['unverified', 'No known kind of cache', without('src/cache.js')],
        pooling: ['unverified', 'No known kind of connection pool', without('src/database.js')],
        tracing: ['unverified', 'No project file', holding({ [TRACING]: COMMENT })],
        'load-test': ['unverified', 'without any limit', recording(UNLIMITED)],
        'budgets-in-ci': ['unverified', 'no CI configuration was found', without('.github')],
        'auto-scaling': ['unverified', 'No project file', without('ops/scaling.yml')],
        dashboards: ['unverified', 'No project file', without('ops/shop.json')],
      },
    ],
    [
      'what is defective',
      {
        'web-vitals': ['fail', 'exceeds a limit', recording(createPageRecord(201))],
        'cache-invalidation': ['fail', 'stale forever', omitting('src/cache.js', ', { EX: 3600 }')],
        pooling: ['fail', 'only default settings', holding({ 'src/database.js': POOL })],
        'load-test': ['fail', 'violates its limits', recording(createLoadRecord('fail'))],
      },
    ],
    [
      'a load time at its limit',
      { 'web-vitals': ['fail', 'exceeds a limit', loading(2500, 2500, 2500, 2500, 2500, 2500)] },
    ],
    [
      'a load time around its limit',
      { 'web-vitals': ['unverified', 'contains its limit', loading(...AROUND)] },
    ],
  ])('LEAD-29: reports %s, and passes everything else', async (_, items) => {
    await expectItems(['--list'], FINAL, items);
  });

  it('LEAD-29: ends with 3 for unverified points with --strict', async () => {
    expect((await checked(['--list', '--strict'], without('src/cache.js'))).code).toBe(3);
    expect((await checked(['--list', '--strict'])).code).toBe(0);
  });
});

test('ignores tests, examples and documentation as evidence about the program', async () => {
  const folders = ['test/support', 'examples/shop', 'docs'];
  const { out } = await checked(['--list'], (root) => {
    without('src', 'ops')(root);
    for (const [path, text] of Object.entries(CHECKLIST_FILES)) {
      if (!/^(?:src|ops)\//u.test(path)) continue;
      writeFiles(root, Object.fromEntries(folders.map((folder) => [`${folder}/${path}`, text])));
    }
  });
  expect(verdictsOf(out)).toMatchObject({
    'cache-invalidation': 'unverified',
    pooling: 'unverified',
    tracing: 'unverified',
    'auto-scaling': 'unverified',
    dashboards: 'unverified',
  });
});

describe('bad input to check', () => {
  test('reports a name that is on no list with the names that are', async () => {
    const { code, out, err } = await checked(['baselin']);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err.replace(/\s+/gu, ' ')).toContain(
      '`check` has no check named "baselin"; known checks: baseline, bottleneck, impact, regression-prevention, monitoring.',
    );
    expect(err).toContain('Did you mean "baseline"?');
    expect((await checked(['--list', 'impact'])).code).toBe(2);
    expect(Object.keys(verdictsOf((await checked(['impact', 'baseline'])).out))).toEqual([
      'baseline',
      'impact',
    ]);
  });

  test.each([
    ['missing.json', 'the file does not exist'],
    ['other.json', 'the file is not a perf-harness profile'],
    ['cut.json', 'the file is not a perf-harness profile'],
    ['damaged.json', 'the performance map is damaged'],
  ])('refuses invalid evidence: %s', async (file, reason) => {
    const { code, err } = await checked(
      ['--evidence', file],
      holding({
        'other.json': '{"schema":"perf-harness/run@1"}',
        'cut.json': '{"schema":"perf-harness/per',
        'damaged.json': '{"schema":"perf-harness/performance-map@1"}',
      }),
    );
    expect(code).toBe(2);
    expect(err.replace(/\s+/gu, ' ')).toContain(`--evidence ${file} cannot be used: ${reason}.`);
    expect(err).not.toMatch(/^\s+at /mu);
  });

  test('reports a folder without code and code that does not parse, and fails nothing else', async () => {
    const empty = await checked([], undefined, {});
    expect(empty).toMatchObject({ code: 1, err: '' });
    const odd = await checked(
      ['--list'],
      holding({
        'src/odd.js': 'function ( { ] =>',
        'src/big.min.js': 'x',
        'src/made.js': '// @generated by a program\nx',
      }),
    );
    expect(odd.code).toBe(0);
    const { findings } = checklistReportSchema.parse(JSON.parse(odd.out));
    expect(findings.map(({ message }) => message)).toEqual([
      expect.stringContaining('src/made.js (the file is generated)'),
    ]);
  });

  test('ignores a damaged package.json, record and plan without failing', async () => {
    const { code, err, out } = await checked(
      [],
      holding({
        'package.json': '{"type":',
        '.perf-harness/runs/20260104T000000000Z-x-0000.json': '{',
        '.optimization/orders/cycle-1/research.json': '{',
      }),
    );
    expect({ code, err }).toEqual({ code: 1, err: '' });
    expect(verdictsOf(out).impact).toBe('fail');
  });
});
