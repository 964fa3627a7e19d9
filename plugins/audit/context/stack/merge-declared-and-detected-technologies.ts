import type { AuditContext, Technology } from '../../document/audited-project-context-schema.ts';
import type { ContextLog } from '../project-context-conflicts-and-unreadable-files.ts';
import { RUNTIMES, type StackRole } from './known-technologies.ts';
import type { DetectedTechnology } from './technologies-required-by-manifests.ts';

/**
 * Returns the technologies of a project. The project's own statements take precedence over what is
 * found, and differences are reported (AUD-04). Of duplicates, the entry with a version counts.
 */
export function detectTechStack(
  told: readonly DetectedTechnology[],
  found: readonly DetectedTechnology[],
  log: ContextLog,
): AuditContext['tech_stack'] {
  const of = (part: StackRole): readonly Technology[] =>
    partOf(
      told.filter((technology) => technology.part === part),
      merged(found.filter((technology) => technology.part === part)),
      log,
    );
  return { db: of('db'), orm: of('orm'), async: of('async') };
}

function partOf(
  told: readonly DetectedTechnology[],
  found: readonly DetectedTechnology[],
  log: ContextLog,
): readonly Technology[] {
  const names = told.map(({ name }) => name);
  const isOwn = told.some(({ name }) => !RUNTIMES.has(name));
  const kept = told.map((technology) => {
    const same = found.find(({ name }) => name === technology.name);
    if (same === undefined || same.version === null) return bare(technology);
    if (technology.version === null) return { ...bare(technology), version: same.version };
    if (!isSameVersion(technology.version, same.version)) {
      log.conflict(
        `${technology.from} says ${shown(technology)}, ${same.from} says ${shown(same)}`,
      );
    }
    return bare(technology);
  });
  const others = found.filter(({ name }) => !names.includes(name));
  const isOverruled = (foundTechnology: DetectedTechnology): boolean =>
    isOwn && !RUNTIMES.has(foundTechnology.name);
  for (const other of others.filter(isOverruled)) {
    const own = told.filter(({ name }) => !RUNTIMES.has(name)).map(shown);
    log.conflict(`${told[0]?.from} says ${own.join(', ')}, ${other.from} says ${shown(other)}`);
  }
  return [...kept, ...others.filter((other) => !isOverruled(other)).map(bare)];
}

function merged(found: readonly DetectedTechnology[]): readonly DetectedTechnology[] {
  const byName = new Map<string, DetectedTechnology>();
  for (const technology of found) {
    const known = byName.get(technology.name);
    if (known === undefined || (known.version === null && technology.version !== null)) {
      byName.set(technology.name, technology);
    }
  }
  return [...byName.values()];
}

function bare({ name, version, from }: DetectedTechnology): Technology {
  return { name, version, from };
}

function shown({ name, version }: Technology): string {
  return version === null ? name : `${name} ${version}`;
}

/** `16` is `16.2` too. */
function isSameVersion(version: string, other: string): boolean {
  const [left, right] = [version.split('.'), other.split('.')];
  const shared = Math.min(left.length, right.length);
  return left.slice(0, shared).join('.') === right.slice(0, shared).join('.');
}
