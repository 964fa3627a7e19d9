import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import {
  type MetricCalibration,
  scenarioCalibrationSchema,
} from '../../harness/model/documents/calibration-document.ts';
import { runCli } from '../run-cli.ts';
import type { CalibrateEntry } from './verdict-entries.ts';

const PAIRS = 30;
const fileSchema = z.object({ scenarios: z.array(scenarioCalibrationSchema) });

/**
 * Runs `perf-harness calibrate` as a user would, in the repository, but leaves no results there,
 * since a known noise would affect later comparisons.
 * @throws Error if the calibration fails or is aborted.
 */
export async function runCalibrate(
  project: string,
  folder: string,
  { seed, signal }: { readonly seed: number; readonly signal: AbortSignal },
): Promise<CalibrateEntry['metrics']> {
  const state = mkdtempSync(join(folder, 'calibration-'));
  try {
    const text = await runCalibrateToFile(project, state, { pairs: PAIRS, seed, signal });
    return readCalibratedMetrics(text, ({ gated }) => gated);
  } finally {
    rmSync(state, { recursive: true, force: true });
  }
}

/** File in a project's state folder where `calibrate` stores its results. */
export const CALIBRATION_FILE = 'calibrations.json';

/**
 * Runs `perf-harness calibrate` in a project.
 * @param state - State folder for its results.
 * @returns The text of its file. @throws Error if the calibration fails or is aborted.
 */
export async function runCalibrateToFile(
  project: string,
  state: string,
  run: { readonly pairs: number; readonly seed: number; readonly signal: AbortSignal },
): Promise<string> {
  const args = ['calibrate', '--pairs', String(run.pairs), '--seed', String(run.seed)];
  const { exitCode, output } = await runCli([...args, '--state-dir', state], project, run.signal);
  if (exitCode !== 0)
    throw new Error(`perf-harness ${args.join(' ')} ended with ${exitCode}:\n${output}`);
  return readFileSync(join(state, CALIBRATION_FILE), 'utf8');
}

/** Reads some of the metrics from such a file. */
export function readCalibratedMetrics(
  text: string,
  isWanted: (metric: MetricCalibration) => boolean,
): CalibrateEntry['metrics'] {
  const { scenarios } = fileSchema.parse(JSON.parse(text));
  return Object.fromEntries(
    scenarios
      .flatMap(({ metrics }) => metrics)
      .filter(isWanted)
      .map(({ metric, pairs, spread, deviation, seconds_per_pair, false_alarms, visible }) => [
        metric,
        { pairs, spread, deviation, seconds_per_pair, false_alarms, visible },
      ]),
  );
}
