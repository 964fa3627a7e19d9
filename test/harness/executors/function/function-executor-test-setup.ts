import { fileURLToPath } from 'node:url';
import { createFunctionExecutor } from '../../../../harness/executors/function/function-executor.ts';
import { createHost, type Host } from '../../../../harness/host.ts';
import type { FunctionScenario } from '../../../../harness/model/scenario/scenario.ts';
import { functionScenario } from '../../../support/function-scenario.ts';
import { createUnits, failureOf, type UnitOptions } from '../executor-test-setup.ts';

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

/** Creates an executor on a real host that stores the output of its processes. */
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
  const executor = createFunctionExecutor(host);
  const units = createUnits<FunctionScenario>(host, executor, 'function-');
  return {
    host,
    executor,
    ...units,
    fail: (scenario: FunctionScenario, options?: UnitOptions<FunctionScenario>) =>
      failureOf(units.measure(scenario, options)),
    /** Returns the lines that the last process printed. */
    lastPrinted: (): readonly string[] => (printed.at(-1)?.() ?? '').split('\n').filter(Boolean),
  };
}
