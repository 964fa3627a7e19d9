import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { createHost, type Host } from '../../../harness/host.ts';
import {
  type Executor,
  type PlannedTrial,
  type Unit,
  type UnitContext,
  UnitFailure,
} from '../../../harness/model/executor.ts';
import type { Scenario } from '../../../harness/model/scenario/scenario.ts';
import type { Block, Failure, Trial } from '../../../harness/model/trial.ts';
import { measureTrial } from '../../../harness/sampling/measure-trial.ts';

/** The failure of a unit, which must fail. */
export async function failureOf(measured: Promise<unknown>): Promise<Failure> {
  const error = await measured.then(
    (result) => new Error(`completed: ${JSON.stringify(result)}`),
    (thrown: unknown) => thrown,
  );
  if (error instanceof UnitFailure) return error.failure;
  throw error;
}

export interface UnitOptions<S extends Scenario> extends Partial<PlannedTrial> {
  readonly signal?: AbortSignal;
  readonly core?: number | undefined;
  /** Shared processes to open the unit in, if it has none of its own. */
  readonly shared?: Opener<S> | undefined;
}

interface Opener<S extends Scenario> {
  readonly open: (context: UnitContext<S>) => Promise<Unit>;
}

/** Opens units of an executor in their own folders; all is cleared away after the file. */
export function createUnits<S extends Scenario>(
  host: Host,
  executor: Opener<S> & Pick<Executor<S>, 'dispose'>,
  folderName: string,
) {
  const folder = mkdtempSync(join(tmpdir(), folderName));
  let index = 0;
  afterAll(async () => {
    await executor.dispose?.();
    await host.processes.stopAll();
    rmSync(folder, { recursive: true, force: true });
  });

  const open = (scenario: S, options: UnitOptions<S> = {}): Promise<Unit> => {
    index += 1;
    const own = join(folder, `unit-${index}`);
    mkdirSync(own);
    const { signal = new AbortController().signal, core, shared = executor, ...planned } = options;
    const place = { index, warmup: false, side: 'a', pair: index, slot: 0, seed: 1 } as const;
    return shared.open({ scenario, trial: { ...place, ...planned }, core, folder: own, signal });
  };

  /** Opens a unit, measures blocks of it and closes it. */
  const measureBlocks = async (
    scenario: S,
    {
      blocks: count = 1,
      durationMs = null,
      ...options
    }: UnitOptions<S> & { readonly blocks?: number; readonly durationMs?: number | null } = {},
  ): Promise<readonly Block[]> => {
    const unit = await open(scenario, options);
    try {
      const blocks: Block[] = [];
      while (blocks.length < count) {
        blocks.push(await unit.measure({ index: blocks.length, durationMs }));
      }
      const read = await unit.readFinalValues?.();
      await unit.finish?.();
      return blocks.map((block, place) =>
        place < count - 1 || read === undefined
          ? block
          : { ...block, ...read, measurements: { ...block.measurements, ...read.measurements } },
      );
    } finally {
      await unit.close();
    }
  };

  const measure = async (scenario: S, options: UnitOptions<S> = {}): Promise<Block> =>
    only(await measureBlocks(scenario, options));

  return { folder, open, measureBlocks, measure };
}

function only(blocks: readonly Block[]): Block {
  const [block] = blocks;
  if (block === undefined) throw new Error('no block');
  return block;
}

/** Measures trials of an executor on a real host; all is cleared away by `close`. */
export function createTrials<S extends Scenario>(
  createExecutor: (host: Host) => Executor<S>,
  folderName: string,
) {
  const host = createHost();
  const executor = createExecutor(host);
  const folder = mkdtempSync(join(tmpdir(), folderName));
  let trials = 0;
  const measure = (scenario: S, signal = new AbortController().signal): Promise<Trial> => {
    trials += 1;
    const planned: PlannedTrial = {
      index: trials,
      warmup: false,
      side: 'a',
      pair: 0,
      slot: 0,
      seed: 1,
    };
    // Sound: the kinds are the same, which the types cannot follow.
    return measureTrial(host, executor as unknown as Executor, scenario, planned, {
      folder,
      signal,
    });
  };
  return {
    host,
    executor,
    folder,
    measure,
    /** Returns the single block of a trial, which must succeed. */
    blockOf: async (scenario: S): Promise<Block> => {
      const trial = await measure(scenario);
      if (trial.state !== 'completed') throw new Error(JSON.stringify(trial));
      return only(trial.blocks);
    },
    /** A trial that must fail. */
    failedTrial: async (scenario: S) => {
      const trial = await measure(scenario);
      if (trial.state !== 'failed') throw new Error(`it ${trial.state}`);
      return trial;
    },
    /** Folder of the unit that was begun last. */
    lastFolder: (): string => join(folder, `unit-${trials}`),
    close: async (): Promise<void> => {
      await host.processes.stopAll();
      rmSync(folder, { recursive: true });
    },
  };
}
