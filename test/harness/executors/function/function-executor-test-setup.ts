import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';
import { createFunctionExecutor } from '../../../../harness/executors/function/function-executor.ts';
import { createHost, type Host } from '../../../../harness/host.ts';
import {
  type SharedProcesses,
  type Unit,
  UnitFailure,
} from '../../../../harness/model/executor.ts';
import type { FunctionScenario } from '../../../../harness/model/scenario/scenario.ts';
import type { Block, Failure } from '../../../../harness/model/trial.ts';
import { functionScenario } from '../../../support/function-scenario.ts';

/** Path of a fixture of this executor. */
export function fixturePath(name: string): string {
  return fileURLToPath(new URL(`../../../fixtures/function/${name}`, import.meta.url));
}

/** A scenario that a fixture defines. */
export function fixtureScenario(
  file: string,
  name: string,
  changes: Partial<FunctionScenario> = {},
): FunctionScenario {
  return functionScenario({ name, source: { file: fixturePath(file), name }, ...changes });
}

/**
 * Creates an executor on a real host that stores the output of its processes. It measures with the
 * current Node.js, or with that of `PERF_HARNESS_TEST_NODE`, so that the same tests run on another
 * version.
 */
export function createFunctionUnits() {
  const real = createHost();
  const printed: (() => string)[] = [];
  const host: Host = {
    ...real,
    processes: {
      ...real.processes,
      start: (spec) => {
        const running = real.processes.start(spec);
        printed.push(running.output);
        return running;
      },
    },
  };
  const nodePath = process.env.PERF_HARNESS_TEST_NODE ?? null;
  const executor = createFunctionExecutor(host);
  const folder = mkdtempSync(join(tmpdir(), 'function-'));
  let index = 0;
  afterAll(async () => {
    await host.processes.stopAll();
    rmSync(folder, { recursive: true, force: true });
  });

  const open = (scenario: FunctionScenario, options: OpenOptions = {}): Promise<Unit> => {
    index += 1;
    const own = join(folder, `unit-${index}`);
    mkdirSync(own);
    return (options.shared ?? executor).open({
      scenario: { ...scenario, nodePath: scenario.nodePath ?? nodePath },
      trial: {
        index,
        side: 'a',
        pair: index,
        slot: 0,
        seed: options.seed ?? 1,
        warmup: options.core !== undefined,
      },
      core: options.core,
      folder: own,
      signal: options.signal ?? new AbortController().signal,
    });
  };

  /** Opens a unit, measures blocks of it and closes it. */
  const measureBlocks = async (
    scenario: FunctionScenario,
    options: OpenOptions & { readonly blocks?: number; readonly durationMs?: number } = {},
  ): Promise<readonly Block[]> => {
    const unit = await open(scenario, options);
    try {
      const blocks: Block[] = [];
      while (blocks.length < (options.blocks ?? 1)) {
        const durationMs = options.durationMs ?? null;
        blocks.push(await unit.measure({ index: blocks.length, durationMs }));
      }
      const last = blocks.pop();
      const read = await unit.readOnce?.();
      if (last !== undefined) {
        const measurements = { ...last.measurements, ...read?.measurements };
        blocks.push({ ...last, ...read, measurements });
      }
      await unit.finish?.();
      return blocks;
    } finally {
      await unit.close();
    }
  };

  const measure = async (scenario: FunctionScenario, options: OpenOptions = {}): Promise<Block> => {
    const [block] = await measureBlocks(scenario, options);
    if (block === undefined) throw new Error('no block');
    return block;
  };

  /** The failure of a unit that must fail. */
  const fail = async (scenario: FunctionScenario, options: OpenOptions = {}): Promise<Failure> => {
    const error = await measure(scenario, options).then(
      (block) => new Error(`completed: ${JSON.stringify(block)}`),
      (thrown: unknown) => thrown,
    );
    if (error instanceof UnitFailure) return error.failure;
    throw error;
  };

  /** Returns the lines that the last process printed. */
  const lastPrinted = (): readonly string[] =>
    (printed.at(-1)?.() ?? '').split('\n').filter(Boolean);

  return { host, folder, executor, open, measure, measureBlocks, fail, lastPrinted };
}

interface OpenOptions {
  readonly signal?: AbortSignal;
  readonly seed?: number;
  /** Shared processes to open the unit in, if it has none of its own. */
  readonly shared?: SharedProcesses<FunctionScenario> | undefined;
  /** Core that the unit is pinned to, as in the first pair of a comparison. */
  readonly core?: number;
}
