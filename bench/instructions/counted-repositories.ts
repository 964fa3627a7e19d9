import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Host } from '../../harness/host.ts';
import type { SideId } from '../../harness/model/base-or-head-of-comparison.ts';
import { median } from '../../harness/stats/descriptive-statistics.ts';
import type { BenchJournal } from '../verdicts/bench-journal.ts';
import { countSlowdownInstructions } from '../verdicts/count-slowdown-instructions.ts';
import { computePlantedAmount } from '../verdicts/dose-response.ts';
import { makeWorkloadRepository } from '../verdicts/make-workload-repository.ts';
import {
  CALIBRATION_FILE,
  readCalibratedMetrics,
  runCalibrateToFile,
} from '../verdicts/run-calibrate.ts';
import type { Provenance } from '../verdicts/verdict-entries.ts';
import { type CountedCase, SLOWDOWN_STEP } from './counted-cases.ts';
import type { CalibratedEntry, GrowthEntry, InstructionsEntry } from './instructions-entries.ts';

/** Relative increase of the work, to measure its cost in instructions. */
const MORE = 0.1;
const SEED = 1;
/** Folder where perf-harness stores the state of a project. */
const STATE = '.perf-harness';

/** Repositories whose instructions are compared, created in a temporary folder on first request. */
export interface CountedRepositories {
  /** With the commits `base`, `same` and `slower`, calibrated. */
  readonly open: (counted: CountedCase) => Promise<string>;
}

export interface CountedRepositoriesOptions {
  readonly host: Host;
  /** Folder that is removed when the bench ends. */
  readonly folder: string;
  readonly journal: BenchJournal<InstructionsEntry>;
  readonly provenance: () => Provenance;
  /** Pairs of identical code that a calibration takes. */
  readonly calibrationPairs: number;
  readonly signal: AbortSignal;
}

export function openCountedRepositories(parts: CountedRepositoriesOptions): CountedRepositories {
  const made = new Map<string, Promise<string>>();
  return {
    open: (counted) => {
      const { name } = counted.workload;
      const repository = made.get(name) ?? make(counted, parts);
      made.set(name, repository);
      return repository;
    },
  };
}

async function make(counted: CountedCase, parts: CountedRepositoriesOptions): Promise<string> {
  const { workload, amount } = counted;
  const path = join(parts.folder, workload.name);
  const slower = computePlantedAmount(amount, SLOWDOWN_STEP, await growthOf(counted, parts));
  const heads = [
    { tag: 'same', amount: null },
    { tag: 'slower', amount: slower },
  ];
  makeWorkloadRepository(path, workload, amount, heads, ['instructions']);
  await calibrateIn(path, counted, parts);
  return path;
}

async function growthOf(
  counted: CountedCase,
  parts: CountedRepositoriesOptions,
): Promise<GrowthEntry> {
  const { workload, amount } = counted;
  const { host, folder, journal, provenance, signal } = parts;
  const id = `growth/${workload.name}`;
  const known = journal.entries().find((entry): entry is GrowthEntry => entry.id === id);
  if (known !== undefined) return known;
  const amounts = { a: amount, b: Math.round(amount * (1 + MORE)) };
  const projectOf = (side: SideId, slot: 0 | 1): string =>
    join(folder, `${workload.name}-${side}${slot}`);
  for (const side of ['a', 'b'] as const) {
    for (const slot of [0, 1] as const) {
      makeWorkloadRepository(projectOf(side, slot), workload, amounts[side], []);
    }
  }
  const { work, instructions } = await countSlowdownInstructions(host, workload, projectOf, {
    folder,
    signal,
    seed: SEED,
  });
  const workShare = (median(instructions) - 1) / (work - 1);
  const entry: GrowthEntry = { ...provenance(), type: 'growth', id, workShare };
  journal.append(entry);
  return entry;
}

/** Calibrates a repository, or restores its earlier calibration. */
async function calibrateIn(
  path: string,
  { workload }: CountedCase,
  { journal, provenance, signal, calibrationPairs: pairs }: CountedRepositoriesOptions,
): Promise<void> {
  const id = `calibrated/${workload.name}`;
  const state = join(path, STATE);
  const known = journal.entries().find((entry): entry is CalibratedEntry => entry.id === id);
  if (known !== undefined) {
    mkdirSync(state, { recursive: true });
    writeFileSync(join(state, CALIBRATION_FILE), known.file);
    return;
  }
  const file = await runCalibrateToFile(path, state, { pairs, seed: SEED, signal });
  const metrics = readCalibratedMetrics(file, () => true);
  journal.append({
    ...provenance(),
    type: 'calibrated',
    id,
    workload: workload.name,
    seed: SEED,
    metrics,
    file,
  });
}
