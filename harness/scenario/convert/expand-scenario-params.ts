import type { Params, ParamValue } from '../../model/scenario/scenario.ts';

/** More combinations than anyone would wait for: a slip of the pen. */
export const MOST_COMBINATIONS = 10_000;

/** Returns the number of combinations of values; 1 where there are no params. */
export function countCombinations(params: Readonly<Record<string, readonly ParamValue[]>>): number {
  return Object.values(params).reduce((product, values) => product * values.length, 1);
}

/** Returns all value combinations, the last parameter fastest; without parameters, one empty. */
export function expandScenarioParams(
  params: Readonly<Record<string, readonly ParamValue[]>>,
): readonly Params[] {
  return Object.entries(params).reduce<readonly Params[]>(
    (combinations, [name, values]) =>
      combinations.flatMap((known) => values.map((value) => ({ ...known, [name]: value }))),
    [{}],
  );
}

/** The name of a scenario with these params: `sort {size=1000, order=random}`. */
export function nameWithParams(name: string, params: Params): string {
  const entries = Object.entries(params);
  if (entries.length === 0) return name;
  return `${name} {${entries.map(([key, value]) => `${key}=${inOneLine(value)}`).join(', ')}}`;
}

function inOneLine(value: ParamValue): string {
  const text = String(value);
  return /\p{Cc}/u.test(text) ? JSON.stringify(text) : text;
}
