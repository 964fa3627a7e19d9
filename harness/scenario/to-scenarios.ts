import { parseBudget } from '../gate/parse-budget.ts';
import type { Budget } from '../model/budget.ts';
import type { Scenario } from '../model/scenario.ts';

/** Thin: the validation replaces this. */
export function toScenarios(
  file: string,
  definitions: readonly unknown[],
  context: { readonly root: string },
): readonly Scenario[] {
  return definitions.map((definition) => {
    const raw = definition as Record<string, never>;
    const budgets = Object.entries((raw.budgets ?? {}) as Record<string, string>).map(
      ([metric, text]) => parseBudget(metric, text, 'error') as Budget,
    );
    return {
      kind: 'function',
      body: { type: 'scenario' },
      measureMs: 500,
      warmupMs: 500,
      name: String(raw.name),
      source: { file, name: String(raw.name) },
      group: raw.group ?? null,
      params: {},
      tags: [],
      env: {},
      cwd: context.root,
      nodeArgs: [],
      prepare: null,
      metrics: [],
      budgets,
      regression: {},
      margin: null,
      sampling: {
        minTrials: 5,
        maxTrials: 30,
        precision: 0.02,
        maxTimeMs: 30_000,
        warmupTrials: 1,
      },
      timeoutMs: 60_000,
      hooks: [],
    };
  });
}
