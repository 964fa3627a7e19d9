import { readMarkdownRows } from '../read-markdown-rows-and-entries.ts';
import { KNOWN_TECHNOLOGIES } from './known-technologies.ts';
import type { DetectedTechnology } from './technologies-required-by-manifests.ts';

export const STACK_PAGE_PATH = 'docs/project/tech_stack.md';
/** Words that precede technologies that were rejected or replaced. */
const NOT_TAKEN =
  /\b(?:over|instead|not|no|rather|vs\.?|versus|unlike|alternatives?|rejected|replac\w+|migrat\w+|considered|formerly|without|except)\b/iu;
/** Headings above rejected alternatives. */
const NOT_TAKEN_HEADING =
  /\b(?:alternatives?|rejected|considered|not used|avoid\w*|out of scope)\b/iu;

/**
 * Returns the technologies that a project states in tables and lists of its stack page. Prose is
 * ignored, since it also names alternatives.
 */
export function readStackPage(page: string | null): readonly DetectedTechnology[] {
  const found = new Map<string, DetectedTechnology>();
  for (const { heading, cells, kind } of readMarkdownRows(page ?? '')) {
    const isStatement = kind !== 'text' || /^[\w /]{1,40}:\s/u.test(cells[0] ?? '');
    if (!isStatement || NOT_TAKEN_HEADING.test(heading)) continue;
    // Reasons follow, and name others.
    const cellIndex = cells.findIndex((cell) => findTechnologies(cell).length > 0);
    if (cellIndex < 0) continue;
    for (const technology of findTechnologies(cells[cellIndex] ?? '')) {
      const nextCellVersion = /^v?(\d+(?:\.\d+)*)/u.exec(cells[cellIndex + 1] ?? '')?.[1] ?? null;
      const version = technology.version ?? nextCellVersion;
      if (!found.has(technology.name)) found.set(technology.name, { ...technology, version });
    }
  }
  return [...found.values()];
}

function findTechnologies(cell: string): readonly DetectedTechnology[] {
  const chosenText = cell.slice(0, NOT_TAKEN.exec(cell)?.index ?? cell.length);
  return KNOWN_TECHNOLOGIES.flatMap(({ name, role, words }) => {
    const word = words.exec(chosenText);
    if (word === null) return [];
    const rest = chosenText.slice(word.index + word[0].length);
    const version = /^\s*\(?(?:version\s+|v|>=\s*|\^|~)?(\d+(?:\.\d+)*)/iu.exec(rest)?.[1] ?? null;
    return [{ name, role, version, from: STACK_PAGE_PATH }];
  });
}
