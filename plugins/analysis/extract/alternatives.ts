import type { RawOrigin } from './file-facts.ts';

/**
 * What a conditional gives whose branches give these; undefined: nothing, such as `null`. null: nobody knows, as of one
 * of the branches nobody does.
 */
export function eitherOf(branches: readonly (RawOrigin | null | undefined)[]): RawOrigin | null {
  const found: RawOrigin[] = [];
  for (const branch of branches) {
    if (branch === null) return null;
    if (branch !== undefined) found.push(...(branch.alternatives ?? [branch]));
  }
  const [first, ...others] = found;
  if (first === undefined) return null;
  const isSame = others.every(({ how, of }) => how === first.how && of === first.of);
  return isSame ? first : { how: 'either', of: '', argumentText: '', alternatives: found };
}
