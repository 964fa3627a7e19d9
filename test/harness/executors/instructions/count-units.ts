import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';
import {
  createInstructionsExecutors,
  type InstructionsOptions,
} from '../../../../harness/executors/instructions/executors.ts';
import { countingFlags } from '../../../../harness/executors/instructions/v8-flags.ts';
import { createHost, type Host } from '../../../../harness/host.ts';
import { executorFor, UnitFailure } from '../../../../harness/model/executor.ts';
import type { FunctionScenario, Scenario } from '../../../../harness/model/scenario/scenario.ts';
import type { Block, Failure } from '../../../../harness/model/trial.ts';
import { functionScenario } from '../../../support/function-scenario.ts';

/** valgrind makes everything slow, and other tests run beside it. */
export const PATIENCE_MS = 600_000;

const FIXTURE = new URL('../../../fixtures/instructions/work.ts', import.meta.url);
const WORKER = new URL('../../../../harness/executors/instructions/worker.ts', import.meta.url);

/** A scenario of the fixture of known work. */
export function work(name: string, changes: Partial<FunctionScenario> = {}): FunctionScenario {
  return functionScenario({ name, source: { file: fileURLToPath(FIXTURE), name }, ...changes });
}

/**
 * Puts what a worker loads into a compile cache: to strip its types takes half the time of a unit under
 * valgrind. No coverage is taken of workers, so they may have a cache where others may not.
 */
function createCompiled(execPath: string, folder: string): (flags: readonly string[]) => void {
  const load = [WORKER, FIXTURE]
    .map(({ href }) => `await import(${JSON.stringify(href)});`)
    .join('');
  const env = { ...process.env, NODE_COMPILE_CACHE: folder, NODE_V8_COVERAGE: undefined };
  // Node.js keeps one for each set of flags.
  const done = new Set<string>();
  return (flags) => {
    const key = flags.join(' ');
    if (done.has(key)) return;
    done.add(key);
    execFileSync(execPath, [...flags, '--input-type=module', '--eval', load], { env });
  };
}

/** Executors on a real host; the Node.js that counts is that of `PERF_HARNESS_TEST_NODE`, if set. */
export function createUnits(options: InstructionsOptions & { readonly host?: Host } = {}) {
  const execPath = process.env.PERF_HARNESS_TEST_NODE ?? process.execPath;
  const folder = mkdtempSync(join(tmpdir(), 'instructions-'));
  const compiled = join(folder, 'compiled');
  const compile = createCompiled(execPath, compiled);
  const host =
    options.host ?? createHost({ env: { ...process.env, NODE_COMPILE_CACHE: compiled } });
  const executors = createInstructionsExecutors(host, { execPath, ...options });
  let index = 0;
  afterAll(async () => {
    await host.processes.stopAll();
    rmSync(folder, { recursive: true, force: true });
  });

  const measure = async (
    scenario: Scenario,
    { seed = 1, signal = AbortSignal.timeout(PATIENCE_MS) } = {},
  ): Promise<Block> => {
    index += 1;
    const own = join(folder, `unit-${index}`);
    mkdirSync(own);
    if (scenario.kind === 'function') compile(countingFlags(seed, scenario.instructions));
    const unit = await executorFor(executors, scenario.kind).open({
      scenario,
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

  /** The count of a unit that must have one. */
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
