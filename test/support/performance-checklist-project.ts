import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createBaselineStore } from '../../harness/baseline/baseline-store.ts';
import { createRecordStore } from '../../harness/history/run-record-store.ts';
import { createHost } from '../../harness/host.ts';
import type { RunRecord } from '../../harness/model/documents/run-record.ts';
import { scenarioModule } from './bad-input-and-leftover-process-assertions.ts';
import { runRecord } from './completed-run-record.ts';
import { sampleHypothesis, samplePerformanceMap } from './sample-optimization-context.ts';

/** Files of a project with everything that `perf-harness check` looks for, except measurements. */
export const CHECKLIST_FILES: Readonly<Record<string, string>> = {
  'package.json': '{"type":"module","scripts":{"test":"node --test"}}',
  'scenarios/parse.mjs': scenarioModule(
    `{ name: 'parse', trials: 3, budgets: { wall_time: '< 1 s' }, run: () => 1 }`,
  ),
  '.github/workflows/performance.yml':
    'jobs:\n  gate:\n    steps:\n      - run: npm ci\n      - run: npx perf-harness gate --reporter github\n',
  'ops/prometheus.yml': 'scrape_configs:\n  - job_name: shop\n',
  'ops/alerts.yml':
    'groups:\n  - name: shop\n    rules:\n      - alert: Slow\n        expr: p95 > 0.3\n',
  'ops/shop.json': '{"panels": [], "schemaVersion": 39, "title": "Shop"}',
  'ops/scaling.yml': 'apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\n',
  'src/tracing.js': "import { NodeSDK } from '@opentelemetry/sdk-node';\nnew NodeSDK().start();\n",
  'src/database.js':
    "import { Pool } from 'pg';\nexport const pool = new Pool({ max: 20, idleTimeoutMillis: 30000 });\n",
  'src/cache.js': `import { createClient } from 'redis';
const redis = createClient();
export async function user(id) {
  const found = await redis.get(id);
  if (found === null) await redis.set(id, 'x', { EX: 3600 });
  return found;
}
`,
};

/** Writes records, baseline and artifacts of an improvement that the checklists look for. */
export function writeChecklistMeasurements(root: string): void {
  const host = { ...createHost(), cwd: root };
  const state = join(root, '.perf-harness');
  for (const record of [
    runRecord({ wall_time: [10, 11, 10, 11, 10, 11] }),
    createPageRecord(),
    createLoadRecord(),
  ]) {
    createRecordStore(host, state).begin(record).finish(record);
  }
  const parse = runRecord({ wall_time: [10, 11, 10, 11, 10, 11] });
  createBaselineStore(host, state).save('main', [parse]);
  const cycle = join(root, '.optimization/orders/cycle-1');
  writeJson(join(cycle, 'map.json'), samplePerformanceMap());
  writeJson(join(cycle, 'research.json'), { hypotheses: [sampleHypothesis()] });
  writeJson(join(cycle, 'execution.json'), {
    hypotheses_applied: ['H1'],
    total_improvement_pct: 39.7,
    ratio: { value: 0.603, low: 0.58, high: 0.63 },
  });
}

/** Returns the record of a page that meets all three vitals; INP is its users' value. */
export function createPageRecord(
  inp = 120,
  lcp: readonly number[] = [900, 910, 905, 908, 902, 907],
): RunRecord {
  const good = { low: inp, high: inp, confidence: 0.95, n: 500 };
  return runRecord(
    { lcp, cls: [0.01, 0.01, 0.01, 0.01, 0.01, 0.01] },
    {
      id: '20260102T030405678Z-home-c3d4',
      scenario: 'home',
      kind: 'page',
      field: {
        files: ['rum.json'],
        page: '/',
        from: null,
        to: null,
        metrics: { inp: { p75: inp, ...good } },
      },
    },
  );
}

/** A load on a server with a limit. */
export function createLoadRecord(verdict: RunRecord['verdict'] = 'pass'): RunRecord {
  const budget = { metric: 'latency.p95', limit: '< 250 ms', level: 'error', value: 90 } as const;
  return runRecord(
    { 'latency.p95': [90, 91, 90, 92, 90, 91] },
    {
      id: '20260102T030405678Z-list-e5f6',
      scenario: 'list',
      kind: 'http',
      budgets: [{ ...budget, low: 89, high: 92, verdict }],
      verdict,
    },
  );
}

function writeJson(path: string, value: unknown): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, JSON.stringify(value));
}
