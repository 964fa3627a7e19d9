import type { SgNode } from '@ast-grep/napi';
import type { CallSite, ProjectCode } from 'perf-harness';
import { candidateOf } from '../../../look/calls.ts';
import { nodeOf } from '../../../look/nodes.ts';
import { once } from '../../../look/once.ts';
import type { AuditedCode } from '../../../rule.ts';
import { isUntaken } from '../through/untaken.ts';

const FLUSHES = /\.(?:flush|commit|refresh)$/u;
const HANDS_OVER = /(?:^|[._])session\.add$/u;
const ASKS = /\.(?:execute|scalars?|exec|merge|bulk_\w+)$/u;

/**
 * Whether a call leads to a function that only hands the row to its session: that makes no statement, and flushes
 * only if it is told to, which this call does not do. The session then writes all rows with its next flush.
 */
export function onlyHandsOver(audited: AuditedCode, target: number, call: SgNode): boolean {
  const calls = audited.code.callsOf(target);
  if (!calls.some((one) => HANDS_OVER.test(one.call.callee))) return false;
  if (calls.some((one) => ASKS.test(one.call.callee))) return false;
  const file = audited.code.facts.functions[target]?.file ?? '';
  return calls
    .filter((one) => FLUSHES.test(one.call.callee))
    .every((one) => {
      const place = nodeOf(audited, candidateOf(one, '', file));
      return place !== null && isUntaken(audited, target, call, place, 'python');
    });
}

const methods = once<ProjectCode, ReadonlyMap<string, readonly number[]>>(methodsOfRepositories);

/**
 * The same of a repository whose class is not known: whether this is all that each repository of the project does
 * in a method of that name.
 */
export function anyOnlyHandsOver(audited: AuditedCode, site: CallSite, call: SgNode): boolean {
  if (site.call.targets.length > 0) return false;
  const method = site.call.callee.split('.').at(-1) ?? '';
  const all = methods(audited.code).get(method) ?? [];
  return all.length > 0 && all.every((target) => onlyHandsOver(audited, target, call));
}

/** Methods by their names; those that only declare, and call nothing, say nothing. */
function methodsOfRepositories(code: ProjectCode): ReadonlyMap<string, readonly number[]> {
  const found = [...code.facts.functions.entries()].flatMap(([index, { name, file }]) => {
    const method = /Repository\w*\.(\w+)$/u.exec(name)?.[1];
    const isMeant = method !== undefined && file.endsWith('.py') && code.callsOf(index).length > 0;
    return isMeant ? [{ method, index }] : [];
  });
  const grouped = Map.groupBy(found, ({ method }) => method);
  return new Map(
    [...grouped].map(([method, all]) => [method, all.map(({ index }) => index)] as const),
  );
}
