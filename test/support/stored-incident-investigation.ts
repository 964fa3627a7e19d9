import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { InvestigationReport } from '../../plugins/investigate/document/investigation-document.ts';
import {
  createAccessLog,
  createDatedRepository,
  createResourceLog,
  incidentTime,
  investigateArguments,
} from './planted-incident-repository-and-logs.ts';
import { type CommandResult, runCommandInProcess } from './run-command-in-process.ts';

/** Stored incident after its investigation: checkouts slow since 14:15, a halved pool. */
export interface StoredIncident {
  readonly folder: string;
  readonly id: string;
  readonly investigate: (...words: readonly string[]) => Promise<CommandResult>;
  readonly report: () => InvestigationReport;
  /** A file of its folder, as text. */
  readonly kept: (name: string) => string;
}

const SETTINGS = (max: number): string => `db:\n  pool:\n    max: ${max}\n`;

let made: Promise<{ readonly folder: string; readonly id: string }> | undefined;

/** Tags `v2`, which began it at 14:10, and `v3`, which sets the pool back at 16:30. Made once, and copied. */
export async function createStoredIncident(): Promise<StoredIncident> {
  made ??= investigatedOnce();
  const { folder: template, id } = await made;
  const folder = mkdtempSync(join(tmpdir(), 'perf-harness-kept-incident-'));
  cpSync(template, folder, { recursive: true });
  const kept = (name: string): string =>
    readFileSync(join(folder, '.perf-harness/investigations', id, name), 'utf8');
  return {
    folder,
    id,
    kept,
    investigate: (...words) => investigateIn(folder, words),
    report: () => JSON.parse(kept('report.json')) as InvestigationReport,
  };
}

function investigateIn(folder: string, words: readonly string[]): Promise<CommandResult> {
  return runCommandInProcess(['investigate', ...words], { cwd: folder, isLight: true });
}

async function investigatedOnce(): Promise<{ readonly folder: string; readonly id: string }> {
  const repo = createDatedRepository([
    { at: '09:00', message: 'shop', files: { 'config/production.yml': SETTINGS(50) }, tag: 'v1' },
    {
      at: '14:10',
      message: 'fit the pool to the new database',
      files: { 'config/production.yml': SETTINGS(20) },
      tag: 'v2',
    },
    {
      at: '16:20',
      message: 'set the pool back',
      files: { 'config/production.yml': SETTINGS(50) },
    },
    { at: '16:30', message: 'release', files: { 'CHANGES.md': 'v3\n' }, tag: 'v3' },
  ]);
  const folder = mkdtempSync(join(tmpdir(), 'perf-harness-kept-incident-'));
  const began = incidentTime('14:15');
  writeIncidentLogs(folder, 'before', '12:00', '16:00', {
    p95: (at) => (at >= began ? 890 : 250),
    pool: (at) => (at >= began ? 95 : 60),
  });
  const flags = { repo, logs: 'before.log', metrics: 'before-system.log' };
  const [, ...words] = investigateArguments({
    service: 'shop',
    ...flags,
    reporter: 'json=out.json',
  });
  const done = await investigateIn(folder, words);
  if (done.code !== 1) throw new Error(done.err);
  const { id } = JSON.parse(readFileSync(join(folder, 'out.json'), 'utf8')) as InvestigationReport;
  writeFileSync(join(folder, 'repo.txt'), repo);
  return { folder, id };
}

/** `<name>.log` with checkouts and products, and `<name>-system.log` with the use of the pool. */
export function writeIncidentLogs(
  folder: string,
  name: string,
  from: string,
  until: string,
  { p95, pool }: { readonly p95: (at: number) => number; readonly pool: (at: number) => number },
): void {
  writeFileSync(
    join(folder, `${name}.log`),
    createAccessLog({
      from,
      until,
      rate: () => ({ '/checkout': 25, '/products/17': 75 }),
      p95: (at, endpoint) => (endpoint === '/checkout' ? p95(at) : 250),
    }),
  );
  writeFileSync(
    join(folder, `${name}-system.log`),
    createResourceLog(from, until, { pool_utilization: pool }),
  );
}

/** Logs from 16:00 on in which a fix at 16:30 ends the incident. */
export function writeLogsWithFix(folder: string, until = '18:00', name = 'after'): void {
  const fixed = incidentTime('16:30');
  writeIncidentLogs(folder, name, '16:00', until, {
    p95: (at) => (at >= fixed ? 250 : 890),
    pool: (at) => (at >= fixed ? 60 : 95),
  });
}
