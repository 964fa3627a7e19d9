import type { FunctionScenario } from '../../model/scenario/scenario.ts';

export type FunctionLocation =
  | { readonly type: 'scenario'; readonly file: string; readonly name: string }
  | { readonly type: 'tinybench' | 'suite'; readonly file: string; readonly task: string };

/** Location of a scenario's function, which is not a benchmark that vitest calls itself. */
export function locateFunction({ name, body, source }: FunctionScenario): FunctionLocation {
  if (body.type === 'tinybench' || body.type === 'suite') {
    return { type: body.type, file: body.file, task: body.task };
  }
  if (source === null) throw new TypeError(`the scenario "${name}" has no source`);
  return { type: 'scenario', file: source.file, name: source.name };
}
