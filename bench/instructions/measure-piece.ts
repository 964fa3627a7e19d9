import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createFunctionExecutor } from '../../harness/executors/function/executor.ts';
import { createInstructionsExecutors } from '../../harness/executors/instructions/executors.ts';
import type { Host } from '../../harness/host.ts';
import { type Executor, executorFor, type PlannedTrial } from '../../harness/model/executor.ts';
import type { FunctionScenario } from '../../harness/model/scenario.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { measureInstructions } from '../../harness/sampling/instructions-pass.ts';
import { measureTrial } from '../../harness/sampling/measure-trial.ts';
import { createRandom } from '../../harness/stats/random.ts';
import { PLAIN_SCENARIO } from '../plain-scenario.ts';
import { ROUNDS } from './cases.ts';
import type { Piece } from './pieces.ts';

/** A finished piece: the values of its pairs, and what each took. */
export interface Measured extends Piece {
  readonly base: readonly number[];
  readonly head: readonly number[];
  readonly pairMs: readonly number[];
}

/** As `compare` measures functions. */
const WARMUP_MS = 150;
const MEASURE_MS = 200;

/** Measures pieces, each side in a folder of its own as in a comparison. */
export function createMeasurer(host: Host, folder: string) {
  const counting = executorFor(createInstructionsExecutors(host), 'function');
  const timing = createFunctionExecutor(host) as unknown as Executor;
  const files = ['slot-0', 'slot-1'].map((slot) => {
    mkdirSync(join(folder, slot), { recursive: true });
    const file = join(folder, slot, 'cases.mts');
    copyFileSync(join(import.meta.dirname, 'cases.ts'), file);
    return file;
  });
  const signal = new AbortController().signal;

  const measurePair = async (
    piece: Piece,
    random: ReturnType<typeof createRandom>,
    number: number,
  ): Promise<readonly [Trial, Trial]> => {
    const seed = 1 + random.integer(2 ** 30);
    const slotOfA = random.integer(2) as 0 | 1;
    const units = (['a', 'b'] as const).map((side) => {
      const slot = side === 'a' ? slotOfA : ((1 - slotOfA) as 0 | 1);
      const place = { index: 2 * number + slot, warmup: false, side, pair: number, slot, seed };
      const trial: PlannedTrial = place;
      const rounds = side === 'a' ? ROUNDS : piece.headRounds;
      return { scenario: scenarioOf(piece.workload, files[slot] ?? '', rounds), trial };
    });
    const inOrder = units.toSorted((one, other) => one.trial.slot - other.trial.slot);
    const trials: Trial[] = [];
    if (piece.metric === 'instructions') {
      trials.push(...(await measureInstructions(host, counting, inOrder, { folder, signal })));
    } else {
      for (const { scenario, trial } of inOrder) {
        trials.push(await measureTrial(host, timing, scenario, trial, { folder, signal }));
      }
    }
    const [a, b] = trials.toSorted((one, other) => (one.side < other.side ? -1 : 1));
    if (a === undefined || b === undefined) throw new Error(`${piece.id}: a unit is missing`);
    return [a, b];
  };

  return async (piece: Piece): Promise<Measured> => {
    const random = createRandom(piece.seed);
    const [base, head, pairMs]: [number[], number[], number[]] = [[], [], []];
    for (let number = 0; number < piece.pairs; number += 1) {
      const startedMs = host.clock.monotonicMs();
      const [a, b] = await measurePair(piece, random, number);
      base.push(measuredValue(a, piece));
      head.push(measuredValue(b, piece));
      pairMs.push(host.clock.monotonicMs() - startedMs);
    }
    return { ...piece, base, head, pairMs };
  };
}

function scenarioOf(name: string, file: string, rounds: number): FunctionScenario {
  return {
    ...PLAIN_SCENARIO,
    kind: 'function',
    name,
    source: { file, name },
    params: { rounds },
    body: { type: 'scenario' },
    warmupMs: WARMUP_MS,
    measureMs: MEASURE_MS,
  };
}

function measuredValue(trial: Trial, { id, metric }: Piece): number {
  const value = trial.state === 'completed' ? trial.measurements[metric] : undefined;
  if (value === undefined) throw new Error(`${id}: ${JSON.stringify(trial)}`);
  return value;
}
