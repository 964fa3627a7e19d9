import type { AuditContext, Technology } from '../../document/audit-context.ts';
import type { ContextLog } from '../context-log.ts';
import type { FoundTechnology } from './asked-technologies.ts';
import { RUNTIMES, type StackPart } from './known-technologies.ts';

/**
 * What a project is built on. What it says of itself wins over what is found, and where the two differ is told
 * (AUD-04). Of the same thing found twice, the one with a version counts.
 */
export function techStackOf(
  told: readonly FoundTechnology[],
  found: readonly FoundTechnology[],
  log: ContextLog,
): AuditContext['tech_stack'] {
  const of = (part: StackPart): readonly Technology[] =>
    partOf(
      told.filter((one) => one.part === part),
      merged(found.filter((one) => one.part === part)),
      log,
    );
  return { db: of('db'), orm: of('orm'), async: of('async') };
}

function partOf(
  told: readonly FoundTechnology[],
  found: readonly FoundTechnology[],
  log: ContextLog,
): readonly Technology[] {
  const names = told.map(({ name }) => name);
  const isOwn = told.some(({ name }) => !RUNTIMES.has(name));
  const kept = told.map((one) => {
    const same = found.find(({ name }) => name === one.name);
    if (same === undefined || same.version === null) return bare(one);
    if (one.version === null) return { ...bare(one), version: same.version };
    if (!isSameVersion(one.version, same.version)) {
      log.conflict(`${one.from} says ${shown(one)}, ${same.from} says ${shown(same)}`);
    }
    return bare(one);
  });
  const others = found.filter(({ name }) => !names.includes(name));
  const isOverruled = (one: FoundTechnology): boolean => isOwn && !RUNTIMES.has(one.name);
  for (const one of others.filter(isOverruled)) {
    const own = told.filter(({ name }) => !RUNTIMES.has(name)).map(shown);
    log.conflict(`${told[0]?.from} says ${own.join(', ')}, ${one.from} says ${shown(one)}`);
  }
  return [...kept, ...others.filter((one) => !isOverruled(one)).map(bare)];
}

function merged(found: readonly FoundTechnology[]): readonly FoundTechnology[] {
  const byName = new Map<string, FoundTechnology>();
  for (const one of found) {
    const known = byName.get(one.name);
    if (known === undefined || (known.version === null && one.version !== null)) {
      byName.set(one.name, one);
    }
  }
  return [...byName.values()];
}

function bare({ name, version, from }: FoundTechnology): Technology {
  return { name, version, from };
}

function shown({ name, version }: Technology): string {
  return version === null ? name : `${name} ${version}`;
}

/** `16` is `16.2` too. */
function isSameVersion(one: string, other: string): boolean {
  const [left, right] = [one.split('.'), other.split('.')];
  const shared = Math.min(left.length, right.length);
  return left.slice(0, shared).join('.') === right.slice(0, shared).join('.');
}
