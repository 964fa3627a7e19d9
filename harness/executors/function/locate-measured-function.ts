import type { FunctionScenario } from '../../model/scenario/scenario.ts';
import type { FunctionLocation } from './function-worker-messages.ts';

/** Location of a scenario's function, which is not a benchmark that vitest calls itself. */
export function locateFunction({ name, body, source }: FunctionScenario): FunctionLocation {
  if (body.type === 'tinybench' || body.type === 'suite') {
    return { type: body.type, file: body.file, task: body.task };
  }
  if (source === null) throw new TypeError(`the scenario "${name}" has no source`);
  return { type: 'scenario', file: source.file, name: source.name };
}
