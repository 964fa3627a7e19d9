import { around, type CallSite, isFunction } from '../../../../analysis/index.ts';
import { findCallNode } from '../../../analysis/find-syntax-node-of-call.ts';
import { splitArguments } from '../../../analysis/split-call-arguments.ts';
import {
  listExecutedCalls,
  listProjectTargets,
} from '../../../analysis/transactions/direct-and-transitive-calls-in-transaction.ts';
import type { AuditedCode } from '../../../rule.ts';
import { catchesDatabaseErrors } from './caught-exceptions.ts';

/** True for a flush or commit. Adding alone sends nothing, so it cannot fail. */
export function isFlushOrCommit({ call }: CallSite): boolean {
  return /(?:^|[._])(?:session|db)\.(?:commit|flush)$/u.test(call.callee);
}

/**
 * Returns the commits and flushes that a call reaches within `deepest` steps. Excludes those behind
 * an option that the call does not pass, and those whose failure is caught on the way, since it
 * does not propagate.
 */
export function findReachedFlushes(
  audited: AuditedCode,
  from: CallSite,
  deepest: number,
): readonly CallSite[] {
  const seen = new Set<number>([from.function]);
  const found: CallSite[] = [];
  let edge: readonly CallSite[] = [from];
  for (let depth = 0; depth < deepest && edge.length > 0; depth += 1) {
    const next: CallSite[] = [];
    for (const step of edge) {
      for (const target of listProjectTargets(step)) {
        if (seen.has(target)) continue;
        seen.add(target);
        const made = listExecutedCalls(audited.code, target).filter(
          (site) =>
            site.function !== target ||
            !(isLeftOut(audited, step, site) || isCaughtThere(audited, site)),
        );
        found.push(...made.filter(isFlushOrCommit));
        next.push(...made.filter((site) => listProjectTargets(site).length > 0));
      }
    }
    edge = next;
  }
  return found;
}

/** True if a `try` around the call swallows its failure. */
function isCaughtThere(audited: AuditedCode, site: CallSite): boolean {
  const file = audited.code.facts.functions[site.function]?.file ?? '';
  const node = file.endsWith('.py') ? findCallNode(audited, { file, site }) : null;
  if (node === null) return false;
  const at = node.range().start.index;
  for (const outer of around(node)) {
    if (isFunction(outer)) return false;
    const body = outer.kind() === 'try_statement' ? outer.field('body')?.range() : undefined;
    if (body === undefined || at < body.start.index || body.end.index <= at) continue;
    const swallows = outer
      .children()
      .some(
        (child) =>
          child.kind() === 'except_clause' &&
          catchesDatabaseErrors(child) &&
          !/\braise\b/u.test(child.text()),
      );
    if (swallows) return true;
  }
  return false;
}

/** `def remind(session, again=False): if again: session.commit()`, called without `again`. */
function isLeftOut(audited: AuditedCode, step: CallSite, site: CallSite): boolean {
  const { code } = audited;
  const file = code.facts.functions[site.function]?.file ?? '';
  if (!file.endsWith('.py')) return false;
  const node = findCallNode(audited, { file, site });
  if (node === null) return false;
  for (const outer of around(node)) {
    const asked = outer.kind() === 'if_statement' ? outer.field('condition') : null;
    const body = outer.field('consequence')?.range();
    const at = node.range().start.index;
    const isInBody = body !== undefined && body.start.index <= at && at < body.end.index;
    if (asked?.kind() !== 'identifier' || !isInBody) continue;
    const option = asked.text();
    if (isOffByDefault(audited, site.function, option) && !isHanded(audited, step, site, option)) {
      return true;
    }
  }
  return false;
}

function isOffByDefault({ code }: AuditedCode, index: number, option: string): boolean {
  const { start, end, parameters } = code.rawOf(index);
  if (!parameters.includes(option)) return false;
  const text = (code.textOf(code.facts.functions[index]?.file ?? '') ?? '').slice(start, end);
  return new RegExp(`\\b${option}\\s*(?::[^=,]*)?=\\s*(?:False|None)\\s*[,)]`, 'u').test(text);
}

/** True if the option is passed by name or position; spread arguments may contain it. */
function isHanded({ code }: AuditedCode, step: CallSite, site: CallSite, option: string): boolean {
  const given = splitArguments(step.raw.argumentText);
  const own = code
    .rawOf(site.function)
    .parameters.filter((parameter) => !/^(?:self|cls)$/u.test(parameter));
  const placed = given.filter(({ name }) => name === null);
  return (
    given.some(({ name, value }) => name === option || value.startsWith('*')) ||
    placed.length > own.indexOf(option)
  );
}
