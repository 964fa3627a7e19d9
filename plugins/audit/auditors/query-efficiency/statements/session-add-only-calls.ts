import type { SgNode } from '@ast-grep/napi';
import { type CallSite, once, type ProjectCode } from '../../../../analysis/index.ts';
import { findCallNode } from '../../../analysis/find-syntax-node-of-call.ts';
import type { AuditedCode } from '../../../rule.ts';
import { isInfeasibleBranch } from '../interprocedural/branch-infeasible-for-call.ts';

const FLUSHES = /\.(?:flush|commit|refresh)$/u;
const HANDS_OVER = /(?:^|[._])session\.add$/u;
const ASKS = /\.(?:execute|scalars?|exec|merge|bulk_\w+)$/u;

/**
 * True if a call leads to a function that only adds the row to its session: this issues no
 * statement, and flushes only on request, which this call does not make. The session then writes
 * all rows with its next flush.
 */
export function onlyAddsToSession(audited: AuditedCode, target: number, call: SgNode): boolean {
  const calls = audited.code.callsOf(target);
  if (!calls.some((call) => HANDS_OVER.test(call.call.callee))) return false;
  if (calls.some((call) => ASKS.test(call.call.callee))) return false;
  const file = audited.code.facts.functions[target]?.file ?? '';
  return calls
    .filter((call) => FLUSHES.test(call.call.callee))
    .every((callSite) => {
      const place = findCallNode(audited, { file, site: callSite });
      return place !== null && isInfeasibleBranch(audited, target, call, place, 'python');
    });
}

const methods = once<ProjectCode, ReadonlyMap<string, readonly number[]>>(methodsOfRepositories);

/**
 * Variant of `onlyHandsOver` for a repository of unknown class: true if it holds for every method
 * of that name in the repositories of the project.
 */
export function everyTargetOnlyAdds(audited: AuditedCode, site: CallSite, call: SgNode): boolean {
  if (site.call.targets.length > 0) return false;
  const method = site.call.callee.split('.').at(-1) ?? '';
  const all = (methods(audited.code).get(method) ?? []).filter(
    (target) => !isOfAnother(audited, target, site),
  );
  return all.length > 0 && all.every((target) => onlyAddsToSession(audited, target, call));
}

/** An override (`super().update(…)`) of a class that the receiver is, by its name, not of. */
function isOfAnother({ code }: AuditedCode, target: number, { call }: CallSite): boolean {
  const [receiver = '', method = ''] = call.callee.split('.').slice(-2);
  const isOverride = code
    .callsOf(target)
    .some((callSite) => callSite.call.callee === `super().${method}`);
  const owner = code.rawOf(target).owner?.toLowerCase() ?? '';
  return isOverride && !owner.endsWith(receiver.replaceAll('_', '').toLowerCase());
}

/** Indexes repository methods by name, without declarations that call nothing. */
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
