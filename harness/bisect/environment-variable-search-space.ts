import {
  type ChangeRange,
  type ChangeSearchSpace,
  createLabelledSearchSpace,
  isInRange,
} from './bisect-commit-search-space.ts';

/** Environment variable with its value on either side. */
export interface VariableChange {
  readonly name: string;
  readonly from: string;
  readonly to: string;
}

/** Creates a change space from environment variables, in the given order. */
export function createVariableSearchSpace(variables: readonly VariableChange[]): ChangeSearchSpace {
  const side = (key: 'from' | 'to') => ({
    label: variables.map((variable) => `${variable.name}=${variable[key]}`).join(' '),
    source: 'variable' as const,
    commit: null,
  });
  return createLabelledSearchSpace(
    { over: 'variables', good: side('from'), bad: side('to') },
    variables.map(({ name, from, to }) => `${name}: ${from} → ${to}`),
  );
}

export function variablesWithChanges(
  variables: readonly VariableChange[],
  range: ChangeRange,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    variables.map(({ name, from, to }, index) => [name, isInRange(range, index) ? to : from]),
  );
}
