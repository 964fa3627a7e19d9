import type { FunctionScenario } from '../../harness/model/scenario/scenario.ts';
import { SCENARIO_DEFAULTS } from './scenario-defaults.ts';

/** Returns a function scenario with defaults for every key, for tests that set only a few. */
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
