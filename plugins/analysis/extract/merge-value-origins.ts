import type { RawOrigin } from './calls-functions-and-imports-of-source-file.ts';

/** Origin of a value of a type. */
export function typeOrigin(expression: string): RawOrigin {
  return { kind: 'type', expression, argumentText: '' };
}

/** Origin of a value that is named. */
export function aliasOrigin(expression: string): RawOrigin {
  return { kind: 'alias', expression, argumentText: '' };
}

/**
 * Combines the origins of the branches of a conditional. A branch is undefined where it yields
 * nothing, such as `null`. Returns null where the origin of any branch is unknown.
 */
export function mergeValueOrigins(
  branches: readonly (RawOrigin | null | undefined)[],
): RawOrigin | null {
  const found: RawOrigin[] = [];
  for (const branch of branches) {
    if (branch === null) return null;
    if (branch !== undefined) found.push(...(branch.alternatives ?? [branch]));
  }
  const [first, ...others] = found;
  if (first === undefined) return null;
  const { kind, expression } = first;
  const isSame = others.every((other) => other.kind === kind && other.expression === expression);
  return isSame ? first : { kind: 'either', expression: '', argumentText: '', alternatives: found };
}
