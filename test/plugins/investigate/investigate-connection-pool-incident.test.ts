import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { InvestigationReport } from '../../../plugins/investigate/document/investigation-document.ts';
import {
  createAccessLog,
  createDatedRepository,
  createResourceLog,
  INCIDENT_DAY,
  incidentTime,
  investigateArguments,
} from '../../support/planted-incident-repository-and-logs.ts';
import { runCommandInProcess } from '../../support/run-command-in-process.ts';

const SETTINGS = (max: number, ttl: string, timeout: string): string =>
  `db:\n  pool:\n    max: ${max}\n  password: hunter2\ncache:\n  ttl: ${ttl}\nhttp:\n  timeout: ${timeout}\n`;

/**
 * The incident of the rulings: p95 from 250 to 890 ms at 14:15, deployed at 14:10, 15 % of the
 * traffic, pool 50 to 20 with its use from 60 to 95 %, time to live 10 to 1 min, time-out 30 to 60 s.
 */
describe('the golden incident (INV-01 … INV-33)', () => {
  let report: InvestigationReport;
  let out: string;
  let folder: string;
  let repo: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'perf-harness-golden-incident-'));
    repo = createDatedRepository([
      {
        at: '09:00',
        message: 'shop',
        files: {
          'config/production.yml': SETTINGS(50, '10m', '30s'),
          'src/checkout.js': 'export {};\n',
        },
        tag: 'v1',
      },
      {
        at: '14:08',
        message: 'fit the settings to the new database',
        files: { 'config/production.yml': SETTINGS(20, '1m', '60s') },
      },
      { at: '14:10', message: 'release', files: { 'CHANGES.md': 'v2\n' }, tag: 'v2' },
      { at: '14:20', message: 'later', files: { 'src/later.js': 'export {};\n' }, tag: 'v3' },
    ]);
    const began = incidentTime('14:15');
    writeFileSync(
      join(folder, 'access.log'),
      createAccessLog({
        from: '12:00',
        until: '16:00',
        rate: () => ({ '/checkout': 15, '/products/17': 52, '/login': 33 }),
        p95: (at, endpoint) => (endpoint === '/checkout' && at >= began ? 890 : 250),
      }),
    );
    writeFileSync(
      join(folder, 'system.log'),
      createResourceLog('12:00', '16:00', {
        pool_utilization: (at) => (at >= began ? 95 : 60),
        cpu_usage: () => 45,
      }),
    );
    const done = await runCommandInProcess(
      investigateArguments({
        service: 'shop',
        repo,
        logs: 'access.log',
        metrics: 'system.log',
        reporter: ['json=report.json', 'terminal'],
      }),
      { cwd: folder, isLight: true },
    );
    expect(done.code, done.err).toBe(1);
    out = done.out;
    report = JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8'));
  });

  test('INV-12: has an onset that is found within two minutes', () => {
    const { onset } = partOf(report.data);
    expect(onset?.kind).toBe('step');
    expect(Math.abs(Date.parse(onset?.at ?? '') - incidentTime('14:15'))).toBeLessThanOrEqual(
      120_000,
    );
  });

  test('INV-16, INV-17: lists only the affected endpoint, with its share and size', () => {
    const { endpoints, affected_share } = partOf(report.data);
    const affected = endpoints.filter(({ is_affected }) => is_affected);
    expect(affected.map(({ name }) => name)).toEqual(['GET /checkout']);
    expect(affected_share).toBeCloseTo(0.15, 2);
    const [checkout] = affected;
    expect((checkout?.after.p95 ?? 0) / (checkout?.before.p95 ?? 1)).toBeCloseTo(3.56, 0);
  });

  test('INV-31: establishes the pool as the cause, supported by two sources', () => {
    expect(report.conclusion).toBe('established');
    const [best] = report.causes;
    expect(best?.change.title).toMatch(/^db\.pool\.max: 50 → 20/u);
    expect(best?.sources).toEqual(expect.arrayContaining(['metrics', 'repository']));
    expect(best?.change.commit).toMatch(/^[\da-f]{40}$/u);
  });

  test('INV-32, INV-33: resets the pool first, within the hour and reversibly', () => {
    const [first] = report.actions;
    expect(first).toMatchObject({ id: 'PERF_FIX_001', horizon: 'immediate', priority: 'CRITICAL' });
    expect(first?.title).toContain('db.pool.max back to 50');
    expect(report.actions.every(({ verify, rollback }) => verify !== '' && rollback !== '')).toBe(
      true,
    );
  });

  test('never prints a secret next to a setting', () => {
    expect(`${out}${JSON.stringify(report)}`).not.toContain('hunter2');
  });

  test('INV-05, INV-06: is stored in its own folder, with its tasks', () => {
    const place = join(folder, '.perf-harness/investigations', report.id);
    expect(report.id).toBe(`${INCIDENT_DAY}-shop`);
    expect(readFileSync(join(place, 'report.md'), 'utf8')).toContain('db.pool.max');
    const tasks = JSON.parse(readFileSync(join(place, 'tasks.json'), 'utf8'));
    expect(tasks.map(({ id }: { id: string }) => id)).toEqual([
      'PERF_DATA_001',
      'PERF_CODE_001',
      'PERF_INFRA_001',
      'PERF_SYNTHESIS_001',
      ...report.actions.map(({ id }) => id),
    ]);
  });
});

function partOf<Part>(
  outcome: { readonly state: 'completed'; readonly part: Part } | { readonly state: string },
): Part {
  if ('part' in outcome) return outcome.part;
  throw new Error(JSON.stringify(outcome));
}
