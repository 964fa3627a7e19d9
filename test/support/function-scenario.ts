import type { FunctionScenario } from '../../harness/model/scenario/scenario.ts';
import { SCENARIO_DEFAULTS } from './scenario-defaults.ts';

/** A function scenario with every key filled, for tests that care about few of them. */
export function functionScenario(changes: Partial<FunctionScenario> = {}): FunctionScenario {
  return {
    ...SCENARIO_DEFAULTS,
    kind: 'function',
    name: 'parse',
    body: { type: 'scenario' },
    source: { file: '/nowhere/parse.ts', name: 'parse' },
    measureMs: 100,
    warmupMs: 100,
    timeoutMs: 10_000,
    ...changes,
  };
}
