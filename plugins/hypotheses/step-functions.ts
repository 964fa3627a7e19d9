import type { Bottleneck, CodeFacts, PerformanceMap, Step } from 'perf-harness';

/** A function of the project that a bottleneck's time goes through. */
export interface StepFunction {
  readonly file: string;
  readonly name: string;
  readonly line: number;
  readonly endLine: number;
}

/** The step of a bottleneck, what is below it, and the nearest step above it that has a source. */
export function stepsOf({ steps }: PerformanceMap, { step: id }: Bottleneck): readonly Step[] {
  const chain = chainTo(steps, id);
  const own = chain.at(-1);
  if (own === undefined) return [];
  const above = chain.slice(0, -1).findLast(({ location }) => location !== null);
  return [...(above === undefined ? [] : [above]), ...flat(own)];
}

function chainTo(steps: readonly Step[], id: string): readonly Step[] {
  for (const step of steps) {
    if (step.id === id) return [step];
    const below = chainTo(step.children, id);
    if (below.length > 0) return [step, ...below];
  }
  return [];
}

function flat(step: Step): readonly Step[] {
  return [step, ...step.children.flatMap(flat)];
}

/** Functions that places lie in, each the innermost; none for what is in no source that was read. */
export function functionsAt(
  { functions }: CodeFacts,
  locations: readonly (string | null)[],
): readonly StepFunction[] {
  const found = new Set<StepFunction>();
  for (const location of locations) {
    const [, file, line] = /^(.+?):(\d+)(?::\d+)?$/u.exec(location ?? '') ?? [];
    const at = Number(line);
    const [innermost] = functions
      .filter((one) => one.file === file && one.line <= at && at <= one.endLine)
      .toSorted((a, b) => a.endLine - a.line - (b.endLine - b.line));
    if (innermost !== undefined) found.add(innermost);
  }
  return [...found];
}
