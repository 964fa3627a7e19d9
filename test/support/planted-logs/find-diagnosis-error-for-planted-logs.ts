import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { InvestigationReport } from '../../../plugins/investigate/document/investigation-document.ts';
import { runCommandInProcess } from '../run-command-in-process.ts';
import { PLANTED_TIME_RANGE, type PlantedLogKind } from './planted-log-kinds.ts';

/**
 * Plants logs and investigates them by the command line.
 *
 * @param shapes - Line formats that the readers were written for, or held-out formats.
 * @returns The error in the answer; null: it is right.
 */
export async function findWrongInvestigationAnswer(
  kind: PlantedLogKind,
  seed: number,
  shapes: 'known' | 'held out',
): Promise<string | null> {
  const { files, metrics, wrong } = kind.plant(seed, shapes === 'held out');
  const folder = mkdtempSync(join(tmpdir(), 'perf-harness-planted-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const { code, out, err } = await runCommandInProcess(
    [
      'investigate',
      '--since',
      PLANTED_TIME_RANGE.since,
      '--until',
      PLANTED_TIME_RANGE.until,
      ...Object.keys(files).flatMap((name) => [
        metrics.includes(name) ? '--metrics' : '--logs',
        name,
      ]),
      '--service',
      'shop',
      '--reporter',
      'terminal',
      '--reporter',
      'json=report.json',
    ],
    { cwd: folder, isLight: true },
  );
  if (code !== 0 && code !== 1 && code !== 6) return `exit ${code}: ${err}`;
  const report = JSON.parse(
    readFileSync(join(folder, 'report.json'), 'utf8'),
  ) as InvestigationReport;
  rmSync(folder, { recursive: true, force: true });
  return wrong({ report, code, text: out.replaceAll(/\s+/gu, ' ') });
}
