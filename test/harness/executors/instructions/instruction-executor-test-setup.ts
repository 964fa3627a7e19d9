import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import {
  createInstructionExecutors,
  type InstructionExecutorOptions,
} from '../../../../harness/executors/instructions/instruction-counting-executors.ts';
import { instructionCountingFlags } from '../../../../harness/executors/instructions/instruction-counting-v8-flags.ts';
import { createHost, type Host } from '../../../../harness/host.ts';
import { findExecutor } from '../../../../harness/model/executor.ts';
import type { FunctionScenario, Scenario } from '../../../../harness/model/scenario/scenario.ts';
import type { Block } from '../../../../harness/model/trial.ts';
import { childModule } from '../../../support/built-package-module-paths.ts';
import { functionScenario } from '../../../support/function-scenario.ts';
import { createUnits, failureOf } from '../executor-test-setup.ts';

/** Makes vgdb wait, instead of waking the worker through ptrace. */
export const WAITING = '--max-invoke-ms=0';

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
function createCompiled(folder: string) {
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
      execFileSync(process.execPath, [...flags, '--input-type=module', '--eval', load], { env });
    }
    return { ...scenario, env: { ...scenario.env, ...cache } };
  };
}

/** Returns a host with a list of the arguments of its calls of vgdb, which asks a worker to count. */
export function withVgdbArguments(host: Host) {
  const requests: (readonly string[])[] = [];
  const exec: typeof host.processes.exec = (options) => {
    if (options.file.endsWith('vgdb')) requests.push(options.args ?? []);
    return host.processes.exec(options);
  };
  return { host: { ...host, processes: { ...host.processes, exec } }, requests };
}

/** Creates executors on a real host. */
export function createInstructionUnits({
  host = createHost(),
  isCompiled = true,
  ...options
}: InstructionExecutorOptions & {
  readonly host?: Host;
  /** False for a stand-in for valgrind, under which Node.js is as fast as usual. */
  readonly isCompiled?: boolean;
} = {}) {
  const executors = createInstructionExecutors(host, options);
  const { folder, ...units } = createUnits<Scenario>(
    host,
    { open: (context) => findExecutor(executors, context.scenario.kind).open(context) },
    'instructions-',
  );
  const compiled = createCompiled(join(folder, 'compiled'));

  const measure = (
    scenario: Scenario,
    { seed = 1, signal = AbortSignal.timeout(COUNTING_TIMEOUT_MS) } = {},
  ): Promise<Block> =>
    units.measure(isCompiled ? compiled(scenario, seed) : scenario, {
      seed,
      signal,
      pass: 'instructions',
    });

  /** Returns the count of a unit, which has to have one. */
  const count = async (scenario: Scenario, options?: Parameters<typeof measure>[1]) => {
    const { measurements, unavailable } = await measure(scenario, options);
    if (measurements.instructions === undefined) throw new Error(JSON.stringify(unavailable));
    return measurements.instructions;
  };

  const fail = (...args: Parameters<typeof measure>) => failureOf(measure(...args));
  return { host, executors, folder, measure, count, fail };
}
