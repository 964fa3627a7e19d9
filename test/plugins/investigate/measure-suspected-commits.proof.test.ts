/**
 * The quick set cannot show that measuring decides: real pairs of processes at real commits.
 */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { InvestigationReport } from '../../../plugins/investigate/document/investigation-document.ts';
import { investigateArguments } from '../../support/planted-incident-repository-and-logs.ts';
import {
  createReleaseRepository,
  createSlowOrdersLog,
  FAST_ORDERS,
  SLOW_ORDERS,
} from '../../support/release-with-planted-slowdown.ts';
import { createLockName, runCli } from '../../support/run-cli.ts';

/** Module without another cache, which the scenario's path never used. */
const HARMLESS = `export const list = (id) => ({ id });
`;

async function reproduced(
  release: Readonly<Record<string, string>>,
  scenario = 'orders',
): Promise<InvestigationReport> {
  const repo = createReleaseRepository(release);
  const folder = mkdtempSync(join(tmpdir(), 'perf-harness-reproduce-'));
  writeFileSync(join(folder, 'access.log'), createSlowOrdersLog());
  const { out, err } = await runCli(
    investigateArguments({
      service: 'shop',
      repo,
      logs: 'access.log',
      reproduce: scenario,
      reporter: 'json',
    }),
    { cwd: folder, env: { PERF_HARNESS_LOCK: createLockName() } },
  );
  expect(err).not.toContain('error:');
  return JSON.parse(out);
}

test('proves a commit that caused a slowdown by measuring, and establishes the cause', async () => {
  const report = await reproduced({ 'src/orders.js': SLOW_ORDERS });
  const [best] = report.causes;
  expect(best?.change.title).toContain('a cache was removed');
  expect(best?.sources).toEqual(expect.arrayContaining(['repository', 'measured']));
  expect(report.conclusion).toBe('established');
}, 600_000);

test('refutes a suspicion that measuring does not confirm', async () => {
  const report = await reproduced({
    'src/orders-list.js': HARMLESS,
    'src/orders.js': `${FAST_ORDERS}// reviewed\n`,
  });
  const suspect = report.causes.find(({ change }) => change.title.includes('a cache was removed'));
  expect(suspect?.against.map(({ source }) => source)).toContain('measured');
  expect(report.conclusion).toBe('probable cause not established');
}, 600_000);

test('reports a commit that cannot be measured, and loses nothing else', async () => {
  const report = await reproduced({ 'src/orders.js': SLOW_ORDERS }, 'invoices');
  const [best] = report.causes;
  expect(best?.change.title).toContain('a cache was removed');
  expect(best?.sources).not.toContain('measured');
  expect(JSON.stringify(report)).toMatch(/could not be measured: .*invoices/u);
}, 600_000);
