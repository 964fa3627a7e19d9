import type { FunctionScenario } from '../../harness/model/scenario.ts';

/** A function scenario with every key filled, for tests that care about few of them. */
export function functionScenario(changes: Partial<FunctionScenario> = {}): FunctionScenario {
  return {
    kind: 'function',
    name: 'parse',
    body: { type: 'scenario' },
    source: { file: '/nowhere/parse.ts', name: 'parse' },
    measureMs: 100,
    warmupMs: 100,
    group: null,
    params: {},
    tags: [],
    env: {},
    cwd: process.cwd(),
    nodeArgs: [],
    prepare: null,
    metrics: [],
    budgets: [],
    regression: {},
    margin: null,
    sampling: { minTrials: 3, maxTrials: 10, precision: 0.02, maxTimeMs: 60_000, warmupTrials: 1 },
    timeoutMs: 10_000,
    hooks: [],
    ...changes,
  };
}
