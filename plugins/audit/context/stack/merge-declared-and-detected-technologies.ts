import type { AuditContext, Technology } from '../../document/audited-project-context-schema.ts';
import { readMarkdownRows } from '../read-markdown-rows-and-entries.ts';
import type { ContextLog } from '../read-project-text-files.ts';
import type { DetectedTechnology } from './detected-technologies.ts';
import { KNOWN_TECHNOLOGIES, RUNTIMES, type StackRole } from './known-technologies.ts';

/**
 * Returns the technologies of a project. The project's own statements take precedence over what is
 * found, and differences are reported (AUD-04). Of duplicates, the entry with a version counts.
 */
export function detectTechStack(
  declared: readonly DetectedTechnology[],
  found: readonly DetectedTechnology[],
  log: ContextLog,
): AuditContext['tech_stack'] {
  const mergePart = (part: StackRole): readonly Technology[] =>
    mergeDeclaredAndDetected(
      declared.filter((technology) => technology.role === part),
      preferVersioned(found.filter((technology) => technology.role === part)),
      log,
    );
  return { db: mergePart('db'), orm: mergePart('orm'), async: mergePart('async') };
}

function mergeDeclaredAndDetected(
  declared: readonly DetectedTechnology[],
  found: readonly DetectedTechnology[],
  log: ContextLog,
): readonly Technology[] {
  const names = declared.map(({ name }) => name);
  const declaresLibrary = declared.some(({ name }) => !RUNTIMES.has(name));
  const merged = declared.map((technology) => {
    const detected = found.find(({ name }) => name === technology.name);
    if (detected === undefined || detected.version === null) return toTechnology(technology);
    if (technology.version === null)
      return { ...toTechnology(technology), version: detected.version };
    if (!isSameVersion(technology.version, detected.version)) {
      log.conflict(
        `${technology.from} says ${formatTechnology(technology)}, ${detected.from} says ${formatTechnology(detected)}`,
      );
    }
    return toTechnology(technology);
  });
  const undeclared = found.filter(({ name }) => !names.includes(name));
  const isOverruled = (foundTechnology: DetectedTechnology): boolean =>
    declaresLibrary && !RUNTIMES.has(foundTechnology.name);
  for (const other of undeclared.filter(isOverruled)) {
    const declaredNames = declared.filter(({ name }) => !RUNTIMES.has(name)).map(formatTechnology);
    log.conflict(
      `${declared[0]?.from} says ${declaredNames.join(', ')}, ${other.from} says ${formatTechnology(other)}`,
    );
  }
  return [...merged, ...undeclared.filter((other) => !isOverruled(other)).map(toTechnology)];
}

function preferVersioned(found: readonly DetectedTechnology[]): readonly DetectedTechnology[] {
  const byName = new Map<string, DetectedTechnology>();
  for (const technology of found) {
    const known = byName.get(technology.name);
    if (known === undefined || (known.version === null && technology.version !== null)) {
      byName.set(technology.name, technology);
    }
  }
  return [...byName.values()];
}

function toTechnology({ name, version, from }: DetectedTechnology): Technology {
  return { name, version, from };
}

function formatTechnology({ name, version }: Technology): string {
  return version === null ? name : `${name} ${version}`;
}

/** `16` is `16.2` too. */
function isSameVersion(version: string, other: string): boolean {
  const [left, right] = [version.split('.'), other.split('.')];
  const shared = Math.min(left.length, right.length);
  return left.slice(0, shared).join('.') === right.slice(0, shared).join('.');
}

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
