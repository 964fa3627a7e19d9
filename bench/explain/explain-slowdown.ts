import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DifferentialProfile } from '../../harness/model/documents/differential-profile-schema.ts';
import { profileDiffReportSchema } from '../../harness/model/documents/profile-diff-document.ts';
import { comparisonReportSchema } from '../../harness/model/documents/run-report-and-comparison-document.ts';
import { createRandom } from '../../harness/stats/seeded-random.ts';
import { runCli } from '../run-cli.ts';
import { runGit } from '../run-git.ts';
import type { BenchJournalEntry } from '../verdicts/bench-journal.ts';
import {
  AMOUNTS_FILE,
  computePlantedAmounts,
  type PartDoseResponses,
  WORKLOAD_FOLDER,
  WORKLOAD_PARTS,
  type WorkloadPart,
} from './workload-parts.ts';

/** One run of the command line, and the functions it named. */
export interface ExplainEntry extends BenchJournalEntry {
  readonly kind: 'planted' | 'identical';
  readonly seed: number;
  /** The function that was made slower; null: none. */
  readonly part: WorkloadPart | null;
  /** Verdict on the wall time; null: nothing was compared. */
  readonly verdict: string | null;
  readonly ratio: number | null;
  /** Functions beyond noise, the first first. */
  readonly named: readonly string[];
  readonly pairs: number;
  /** Share of the base that the functions beyond noise explain. */
  readonly explained: number;
  readonly wallSeconds: number;
}

/** Relative increase of the total time. */
export const SLOWDOWN_SHARE = 0.08;
const SOUND: ReadonlySet<number> = new Set([0, 1, 3]);

/** A fresh repository with a slowdown planted into a part that is drawn, compared as users do. */
export async function explainPlantedSlowdown(
  index: number,
  doses: PartDoseResponses,
  signal: AbortSignal,
): Promise<ExplainEntry> {
  const random = createRandom(70_000 + index);
  const part = WORKLOAD_PARTS[random.integer(WORKLOAD_PARTS.length)] ?? 'tokenise';
  const seed = random.integer(2 ** 31);
  return inRepository(async (folder) => {
    writeFileSync(join(folder, AMOUNTS_FILE), computePlantedAmounts(part, SLOWDOWN_SHARE, doses));
    // An added line at the top moves every line of the file below it.
    const moved = join(folder, 'src/tables.js');
    writeFileSync(moved, `// A line more.\n${readFileSync(moved, 'utf8')}`);
    const { text, wallSeconds } = await run(['compare', 'base', 'work'], folder, seed, signal);
    const report = comparisonReportSchema.parse(JSON.parse(text));
    const wall = report.comparisons.find(({ metric }) => metric === 'wall_time');
    const difference = report.explanations?.[0]?.difference ?? null;
    return {
      id: `planted-${index}`,
      kind: 'planted',
      seed,
      part,
      verdict: wall?.verdict ?? null,
      ratio: wall?.ratio ?? null,
      ...found(difference),
      wallSeconds,
    };
  });
}

/** The same code on both sides, profiled as it would be under a verdict. */
export async function explainIdenticalSides(
  index: number,
  signal: AbortSignal,
): Promise<ExplainEntry> {
  const random = createRandom(80_000 + index);
  const seed = random.integer(2 ** 31);
  return inRepository(async (folder) => {
    const moved = join(folder, 'src/tables.js');
    writeFileSync(moved, `// A line more.\n${readFileSync(moved, 'utf8')}`);
    const args = ['profile', 'work', '--trials', '12', '--diff', 'base'];
    const { text, wallSeconds } = await run(args, folder, seed, signal);
    const { difference } = profileDiffReportSchema.parse(JSON.parse(text));
    return {
      id: `identical-${index}`,
      kind: 'identical',
      seed,
      part: null,
      verdict: null,
      ratio: null,
      ...found(difference),
      wallSeconds,
    };
  });
}

function found(
  difference: DifferentialProfile | null,
): Pick<ExplainEntry, 'named' | 'pairs' | 'explained'> {
  if (difference === null) return { named: [], pairs: 0, explained: 0 };
  const { changes, functions, pairs, explained, base } = difference;
  return {
    named: changes
      .filter(({ beyond_noise: isNamed }) => isNamed)
      .map((change) => functions[change.function]?.name ?? ''),
    pairs,
    explained: explained / base,
  };
}

async function run(
  args: readonly string[],
  folder: string,
  seed: number,
  signal: AbortSignal,
): Promise<{ readonly text: string; readonly wallSeconds: number }> {
  const json = join(folder, '..', 'report.json');
  const all = [...args, '--seed', String(seed), '--reporter', `json=${json}`];
  const { exitCode, output, seconds } = await runCli(all, folder, signal);
  if (!SOUND.has(exitCode)) {
    throw new Error(`perf-harness ${all.join(' ')} ended with ${exitCode}:\n${output}`);
  }
  return { text: readFileSync(json, 'utf8'), wallSeconds: seconds };
}

/** Creates a repository of one commit with the workload, tagged `base`; removes it afterwards. */
async function inRepository<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const parent = mkdtempSync(join(tmpdir(), 'perf-harness-bench-explain-'));
  const folder = join(parent, 'project');
  try {
    cpSync(WORKLOAD_FOLDER, folder, { recursive: true });
    const settings = { name: 'bench-explain', version: '1.0.0', private: true, type: 'module' };
    writeFileSync(join(folder, 'package.json'), `${JSON.stringify(settings)}\n`);
    writeFileSync(join(folder, '.gitignore'), '.perf-harness/\n');
    runGit(folder, 'init', '-q', '-b', 'main');
    runGit(folder, 'add', '-A');
    runGit(folder, 'commit', '-q', '-m', 'base');
    runGit(folder, 'tag', 'base');
    return await use(folder);
  } finally {
    rmSync(parent, { recursive: true, force: true });
  }
}
