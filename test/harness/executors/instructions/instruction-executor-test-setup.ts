import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll } from 'vitest';
import {
  createInstructionExecutors,
  type InstructionExecutorOptions,
} from '../../../../harness/executors/instructions/instruction-counting-executors.ts';
import { instructionCountingFlags } from '../../../../harness/executors/instructions/instruction-counting-v8-flags.ts';
import { createHost, type Host } from '../../../../harness/host.ts';
import { findExecutor, UnitFailure } from '../../../../harness/model/executor.ts';
import type { FunctionScenario, Scenario } from '../../../../harness/model/scenario/scenario.ts';
import type { Block, Failure } from '../../../../harness/model/trial.ts';
import { childModule } from '../../../support/built-package-module-paths.ts';
import { functionScenario } from '../../../support/function-scenario.ts';

/** valgrind slows everything down, and other tests run at the same time. */
export const COUNTING_TIMEOUT_MS = 600_000;

const FIXTURE = new URL('../../../fixtures/instructions/work.ts', import.meta.url);
const WORKER = pathToFileURL(
  childModule(
    import.meta.url,
    '../../../../harness/executors/instructions/instruction-counting-worker',
  ),
);

/** A scenario of the fixture of known work. */
export function workScenario(
  name: string,
  changes: Partial<FunctionScenario> = {},
): FunctionScenario {
  return functionScenario({ name, source: { file: fileURLToPath(FIXTURE), name }, ...changes });
}

/**
 * Gives function scenarios a compile cache of their worker's modules, since stripping their types
 * takes half the time of a unit under valgrind. No coverage is collected from workers, so the cache
 * does no harm there. Commands are left as they are, since filling a cache would count as theirs.
 */
function createCompiled(execPath: string, folder: string) {
  const load = [WORKER, FIXTURE]
    .map(({ href }) => `await import(${JSON.stringify(href)});`)
    .join('');
  const cache = { NODE_COMPILE_CACHE: folder };
  // Node.js has one cache for each set of flags.
  const done = new Set<string>();
  return (scenario: Scenario, seed: number): Scenario => {
    if (scenario.kind !== 'function') return scenario;
    const flags = instructionCountingFlags(seed, scenario.instructions);
    if (!done.has(flags.join())) {
      done.add(flags.join());
      const env = { ...process.env, ...cache, NODE_V8_COVERAGE: undefined };
      execFileSync(execPath, [...flags, '--input-type=module', '--eval', load], { env });
    }
    return { ...scenario, nodePath: execPath, env: { ...scenario.env, ...cache } };
  };
}

/** Creates executors on a real host; counts use the Node.js of `PERF_HARNESS_TEST_NODE`, if set. */
export function createInstructionUnits(
  options: InstructionExecutorOptions & { readonly host?: Host } = {},
) {
  const execPath = process.env.PERF_HARNESS_TEST_NODE ?? process.execPath;
  const folder = mkdtempSync(join(tmpdir(), 'instructions-'));
  const compiled = createCompiled(execPath, join(folder, 'compiled'));
  const host = options.host ?? createHost();
  const executors = createInstructionExecutors(host, options);
  let index = 0;
  afterAll(async () => {
    await host.processes.stopAll();
    rmSync(folder, { recursive: true, force: true });
  });

  const measure = async (
    scenario: Scenario,
    { seed = 1, signal = AbortSignal.timeout(COUNTING_TIMEOUT_MS) } = {},
  ): Promise<Block> => {
    index += 1;
    const own = join(folder, `unit-${index}`);
    mkdirSync(own);
    const unit = await findExecutor(executors, scenario.kind).open({
      scenario: compiled(scenario, seed),
      trial: { index, warmup: false, side: 'a', pair: index, slot: 0, pass: 'instructions', seed },
      folder: own,
      signal,
    });
    try {
      const block = await unit.measure({ index: 0, durationMs: null });
      await unit.finish?.();
      return block;
    } finally {
      await unit.close();
    }
  };

  /** Returns the count of a unit, which has to have one. */
  const count = async (scenario: Scenario, options?: Parameters<typeof measure>[1]) => {
    const { measurements, unavailable } = await measure(scenario, options);
    if (measurements.instructions === undefined) throw new Error(JSON.stringify(unavailable));
    return measurements.instructions;
  };

  /** The failure of a unit that must fail. */
  const fail = async (...args: Parameters<typeof measure>): Promise<Failure> => {
    const error = await measure(...args).then(
      (block) => new Error(`completed: ${JSON.stringify(block)}`),
      (thrown: unknown) => thrown,
    );
    if (error instanceof UnitFailure) return error.failure;
    throw error;
  };

  return { host, executors, folder, measure, count, fail };
}
