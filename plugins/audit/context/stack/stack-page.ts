import { rowsOfPage } from '../markdown-rows.ts';
import type { FoundTechnology } from './asked-technologies.ts';
import { TECHNOLOGIES } from './known-technologies.ts';

export const STACK_PAGE = 'docs/project/tech_stack.md';
/** What follows it is what was not taken, or is no more. */
const NOT_TAKEN =
  /\b(?:over|instead|not|no|rather|vs\.?|versus|unlike|alternatives?|rejected|replac\w+|migrat\w+|considered|formerly|without|except)\b/iu;
/** Headings above what was not taken. */
const NOT_TAKEN_HEADING =
  /\b(?:alternatives?|rejected|considered|not used|avoid\w*|out of scope)\b/iu;

/**
 * What a project says of itself, in tables and lists of its page on the stack. Prose names what might have been
 * as well, so it is left out.
 */
export function technologiesOfPage(page: string | null): readonly FoundTechnology[] {
  const found = new Map<string, FoundTechnology>();
  for (const { heading, cells, kind } of rowsOfPage(page ?? '')) {
    const isTold = kind !== 'text' || /^[\w /]{1,40}:\s/u.test(cells[0] ?? '');
    if (!isTold || NOT_TAKEN_HEADING.test(heading)) continue;
    // Reasons follow, and name others.
    const at = cells.findIndex((cell) => namedIn(cell).length > 0);
    if (at < 0) continue;
    for (const one of namedIn(cells[at] ?? '')) {
      const beside = /^v?(\d+(?:\.\d+)*)/u.exec(cells[at + 1] ?? '')?.[1] ?? null;
      const version = one.version ?? beside;
      if (!found.has(one.name)) found.set(one.name, { ...one, version });
    }
  }
  return [...found.values()];
}

function namedIn(cell: string): readonly FoundTechnology[] {
  const taken = cell.slice(0, NOT_TAKEN.exec(cell)?.index ?? cell.length);
  return TECHNOLOGIES.flatMap(({ name, part, words }) => {
    const word = words.exec(taken);
    if (word === null) return [];
    const rest = taken.slice(word.index + word[0].length);
    const version = /^\s*\(?(?:version\s+|v|>=\s*|\^|~)?(\d+(?:\.\d+)*)/iu.exec(rest)?.[1] ?? null;
    return [{ name, part, version, from: STACK_PAGE }];
  });
}
