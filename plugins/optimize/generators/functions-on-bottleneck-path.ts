import type { measure, PerformanceMap } from 'perf-harness/plugin';
import type { CodeFacts } from '../../analysis/index.ts';

/** Function of the project on the path of a bottleneck. */
export interface StepFunction {
  readonly file: string;
  readonly name: string;
  readonly line: number;
  readonly endLine: number;
}

/** Returns a bottleneck's step, its descendants, and nearest ancestor with a source location. */
export function findBottleneckSteps(
  { steps }: PerformanceMap,
  { step: id }: measure.Bottleneck,
): readonly measure.Step[] {
  const chain = findStepChain(steps, id);
  const own = chain.at(-1);
  if (own === undefined) return [];
  const above = chain.slice(0, -1).findLast(({ location }) => location !== null);
  return [...(above === undefined ? [] : [above]), ...flatSteps([own])];
}

/** Returns a step and those above it, outermost first; empty if there is no such step. */
export function findStepChain(steps: readonly measure.Step[], id: string): readonly measure.Step[] {
  for (const step of steps) {
    if (step.id === id) return [step];
    const below = findStepChain(step.children, id);
    if (below.length > 0) return [step, ...below];
  }
  return [];
}

/** Returns steps with all their descendants, parents first. */
export function flatSteps<T extends { readonly children: readonly T[] }>(
  steps: readonly T[],
): readonly T[] {
  return steps.flatMap((step) => [step, ...flatSteps(step.children)]);
}

/** Names in the code facts of an unnamed function, and of a file's top-level code. */
const NAMELESS = '(anonymous)';
const MODULE = '(module)';

/**
 * Returns the innermost function at each location and, if it has no name, the functions around it
 * up to a named one, whose work it does: a callback of `forEach` is part of its loop. Locations in
 * no source that was read yield none.
 */
export function findFunctionsAt(
  { functions }: CodeFacts,
  locations: readonly (string | null)[],
): readonly StepFunction[] {
  const found = new Set<StepFunction>();
  for (const location of locations) {
    const around = functionsAround(functions, location);
    const named = around.findIndex(({ name }) => name !== NAMELESS);
    for (const codeFunction of around.slice(0, named === -1 ? 1 : named + 1)) {
      if (codeFunction.name !== MODULE || codeFunction === around[0]) found.add(codeFunction);
    }
  }
  return [...found];
}

/** Returns the outermost function around a location; null if no function contains it. */
export function findWidestFunction(
  { functions }: CodeFacts,
  location: string | null,
): StepFunction | null {
  const named = functionsAround(functions, location).filter(({ name }) => name !== MODULE);
  return named.toSorted((a, b) => lengthOf(b) - lengthOf(a))[0] ?? null;
}

/** Returns the functions that contain a location, innermost first. */
function functionsAround(
  functions: CodeFacts['functions'],
  location: string | null,
): readonly StepFunction[] {
  const [, file, line] = /^(.+?):(\d+)(?::\d+)?$/u.exec(location ?? '') ?? [];
  const at = Number(line);
  return functions
    .filter((own) => own.file === file && own.line <= at && at <= own.endLine)
    .toSorted((a, b) => lengthOf(a) - lengthOf(b));
}

function lengthOf({ line, endLine }: StepFunction): number {
  return endLine - line;
}
