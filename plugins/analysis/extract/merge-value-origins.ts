import type { RawOrigin } from './calls-functions-and-imports-of-source-file.ts';

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
  const isSame = others.every(
    ({ kind, expression }) => kind === first.kind && expression === first.expression,
  );
  return isSame ? first : { kind: 'either', expression: '', argumentText: '', alternatives: found };
}
