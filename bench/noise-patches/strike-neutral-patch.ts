import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Hypothesis } from '../../plugins/optimize/document/optimization-hypothesis.ts';
import { createLedgerProject } from '../../test/support/sample-accounting-program-repository.ts';
import type { BenchJournalEntry } from '../verdicts/bench-journal.ts';

// Imported dynamically, since modules that import the public entry point by name need it to be
// resolved first.
const { executeWith } = await import('../../plugins/optimize/strike/execute-plan.ts');
const { measureByComparison } = await import(
  '../../plugins/optimize/strike/compare-project-folder-performance.ts'
);

/** For each comparison, milliseconds: forty strikes on a machine that others use end in an hour. */
export const COMPARISON_LIMIT_MS = 20_000;

/** Result of a strike (batch apply) with a patch that changes nothing. */
export interface NeutralPatchEntry extends BenchJournalEntry {
  /** Identifier such as `beside/a comment/3`. */
  readonly id: string;
  readonly patch: string;
  readonly setting: NeutralPatchSetting;
  readonly kept: boolean;
  /** Reason for the rejection, as reported; null: the patch was accepted. */
  readonly reason: string | null;
  /** True if the good patch applied with it was accepted; null: there was none. */
  readonly goodKept: boolean | null;
  readonly seconds: number;
}

/** Applied alone, or with a good patch, from which it is separated and measured individually. */
export type NeutralPatchSetting = 'alone' | 'beside';

/** Strikes once with real tests and real measurement. */
export async function strikeNeutralPatch(
  id: string,
  {
    name: patch,
    noise,
    good,
  }: { readonly name: string; readonly noise: Hypothesis; readonly good: Hypothesis | null },
  signal: AbortSignal,
): Promise<NeutralPatchEntry> {
  const project = createLedgerProject();
  const folder = mkdtempSync(join(tmpdir(), 'ph-noise-'));
  const started = performance.now();
  try {
    const result = await executeWith(project.host, {
      logFile: join(folder, 'experiments.tsv'),
      plan: {
        hypotheses: good === null ? [noise] : [noise, good],
        test_command: 'node --test',
        e2e_test: { command: null, source: 'none' },
        performance_map: { baseline: {} },
        target_metrics: {},
      },
      measure: measureByComparison({ primary: 'wall_time_ms', maxTimeMs: COMPARISON_LIMIT_MS }),
      // The baseline only opens the report, and decides nothing.
      measureBaseline: async () => [1],
      slug: 'noise',
      cycle: 1,
      root: project.root,
      signal,
    });
    const kept = result.hypotheses_applied.includes(noise.id);
    const removed = result.hypotheses_removed.find((hypothesis) => hypothesis.id === noise.id);
    return {
      id,
      patch,
      setting: good === null ? 'alone' : 'beside',
      kept,
      reason: kept ? null : (removed?.reason ?? result.stop_reason),
      goodKept: good === null ? null : result.hypotheses_applied.includes(good.id),
      seconds: (performance.now() - started) / 1_000,
    };
  } finally {
    await project.host.processes.stopAll();
    for (const path of [folder, project.root, project.cache]) {
      rmSync(path, { recursive: true, force: true });
    }
  }
}
