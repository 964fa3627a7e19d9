import type { ProjectCode } from '../../../../analysis/index.ts';
import type { AuditedCode } from '../../../rule.ts';
import { mayQueryDatabase } from './list-database-statements-of-function.ts';

/** Depth to which calls are followed before any syntax is inspected. */
const DEEPEST = 4;
const known = new WeakMap<ProjectCode, ReadonlySet<number>>();

/** Returns functions leading to a possible statement through calls that certainly resolve. */
export function findDatabaseCallers(audited: AuditedCode): ReadonlySet<number> {
  const found = known.get(audited.code) ?? findLeading(audited);
  known.set(audited.code, found);
  return found;
}

function findLeading(audited: AuditedCode): ReadonlySet<number> {
  const { code } = audited;
  const found = new Set(
    [...code.facts.functions.keys()].filter((index) => mayQueryDatabase(audited, index)),
  );
  let edge: readonly number[] = [...found];
  for (let depth = 1; depth < DEEPEST; depth += 1) {
    const next = edge.flatMap((index) => code.callersOf(index).map((caller) => caller.function));
    edge = [...new Set(next)].filter((index) => !found.has(index));
    for (const index of edge) found.add(index);
  }
  return found;
}
