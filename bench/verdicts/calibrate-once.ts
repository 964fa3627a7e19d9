import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { scenarioCalibrationSchema } from '../../harness/model/calibration.ts';
import { runCli } from '../run-cli.ts';
import type { CalibrateEntry } from './entries.ts';

const PAIRS = 30;
const fileSchema = z.object({ scenarios: z.array(scenarioCalibrationSchema) });

/**
 * Runs `perf-harness calibrate` as a user would, in the repository, and keeps nothing of it there:
 * what is known of the noise must not change the comparisons that come after.
 * @throws Error where it could not calibrate; an abort rejects too.
 */
export async function calibrateOnce(
  project: string,
  folder: string,
  { seed, signal }: { readonly seed: number; readonly signal: AbortSignal },
): Promise<CalibrateEntry['metrics']> {
  const state = mkdtempSync(join(folder, 'calibration-'));
  try {
    const args = ['calibrate', '--pairs', String(PAIRS), '--seed', String(seed)];
    const { exitCode, output } = await runCli([...args, '--state-dir', state], project, signal);
    if (exitCode !== 0)
      throw new Error(`perf-harness ${args.join(' ')} ended with ${exitCode}:\n${output}`);
    const text = readFileSync(join(state, 'calibrations.json'), 'utf8');
    const { scenarios } = fileSchema.parse(JSON.parse(text));
    return Object.fromEntries(
      scenarios
        .flatMap(({ metrics }) => metrics)
        .filter(({ gated }) => gated)
        .map(({ metric, pairs, spread, seconds_per_pair, false_alarms, visible }) => [
          metric,
          { pairs, spread, seconds_per_pair, false_alarms, visible },
        ]),
    );
  } finally {
    rmSync(state, { recursive: true, force: true });
  }
}
