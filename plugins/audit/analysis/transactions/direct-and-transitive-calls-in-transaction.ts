import type { SgNode } from '@ast-grep/napi';
import { around, type CallSite } from '../../../analysis/index.ts';
import type { AuditedCode } from '../../rule.ts';
import type { Transaction } from './list-transactions.ts';

/** Part of a function during which a transaction or the like is open. */
type TransactionSpan = Pick<Transaction, 'function' | 'start' | 'end'>;

export function listDirectCalls(
  { code }: Pick<AuditedCode, 'code'>,
  span: TransactionSpan,
): readonly CallSite[] {
  const found: CallSite[] = [];
  const functions = [span.function];
  for (let at = functions.shift(); at !== undefined; at = functions.shift()) {
    for (const site of code.callsOf(at)) {
      if (site.raw.start < span.start || site.raw.end > span.end) continue;
      found.push(site);
      const count = site.raw.callbacks.length;
      if (count > 0) functions.push(...site.call.targets.slice(-count));
    }
  }
  return found.sort((a, b) => a.raw.start - b.raw.start);
}

/** Returns project functions that a call certainly leads to, without callbacks passed to it. */
function listProjectTargets({ call, raw }: CallSite): readonly number[] {
  if (call.isGuess) return [];
  return call.targets.slice(0, call.targets.length - raw.callbacks.length);
}

type Code = AuditedCode['code'];

const executedCalls = new WeakMap<Code, Map<number, readonly CallSite[]>>();

/** Returns calls made while a function runs, including those of callbacks not deferred. */
export function listExecutedCalls(code: Code, index: number): readonly CallSite[] {
  const known = executedCalls.get(code) ?? new Map<number, readonly CallSite[]>();
  executedCalls.set(code, known);
  const found =
    known.get(index) ??
    code.callsOf(index).flatMap((site): readonly CallSite[] => {
      const count = DEFERRING_CALLS.test(site.call.callee) ? 0 : site.raw.callbacks.length;
      const inner = count === 0 ? [] : site.call.targets.slice(-count);
      return [site, ...inner.flatMap((target) => listExecutedCalls(code, target))];
    });
  known.set(index, found);
  return found;
}

interface Step {
  readonly site: CallSite;
  readonly previous: Step | null;
}

/**
 * Returns the shortest call path from a call to a matching call, through functions of the project:
 * the calls after the first, from top to bottom. Returns null if there is none within `deepest`
 * steps.
 */
export function findCallPath(
  code: Code,
  from: CallSite,
  maxDepth: number,
  findMatchIn: (index: number) => CallSite | null,
): readonly CallSite[] | null {
  const visited = new Set<number>([from.function]);
  let frontier: readonly Step[] = [{ site: from, previous: null }];
  for (let depth = 0; depth < maxDepth && frontier.length > 0; depth += 1) {
    const next: Step[] = [];
    for (const step of frontier) {
      for (const target of listProjectTargets(step.site)) {
        if (visited.has(target)) continue;
        visited.add(target);
        const found = findMatchIn(target);
        if (found !== null) return pathTo({ site: found, previous: step }).slice(1);
        for (const site of listExecutedCalls(code, target)) {
          if (listProjectTargets(site).length > 0) next.push({ site, previous: step });
        }
      }
    }
    frontier = next;
  }
  return null;
}

function pathTo(last: Step): readonly CallSite[] {
  const path: CallSite[] = [];
  for (let at: Step | null = last; at !== null; at = at.previous) path.unshift(at.site);
  return path;
}

/** Calls that defer their argument until a transaction is committed, or run it concurrently. */
const DEFERRING_CALLS =
  /(?:^|\.)(?:on_commit|run_on_commit|afterCommit|runOnTransactionCommit|create_task|ensure_future|add_task|delay|apply_async|spawn|start_soon|setImmediate|nextTick|waitUntil)$/u;
const WAITS: ReadonlySet<unknown> = new Set([
  'await_expression',
  'return_statement',
  'await',
  'for_in_statement',
]);

/** Returns why a call is deferred or not awaited where it is written, or null if it runs there. */
export function explainUnawaitedCall(node: SgNode, isPython: boolean): string | null {
  return (
    explainDeferral(node) ??
    (isPython || isWaitedFor(node) ? null : 'the transaction does not wait for the call')
  );
}

/** Returns what defers a call until a commit or runs it concurrently; null: nothing. */
function explainDeferral(node: SgNode): string | null {
  let outermost = node;
  for (const outer of around(node)) {
    const isCall = outer.kind() === 'call' || outer.kind() === 'call_expression';
    const callee = isCall ? (outer.field('function')?.text() ?? '') : '';
    if (DEFERRING_CALLS.test(callee)) return `${callee} runs the call later or concurrently`;
    if (outer.kind() === 'lambda')
      return 'the call is inside a lambda, which runs only when called';
    outermost = outer;
  }
  // `afterCommit(() => …)` defers the function around the node.
  const holder = outermost.parent();
  return holder?.parent()?.kind() === 'arguments' ? explainDeferral(holder) : null;
}

function isWaitedFor(node: SgNode): boolean {
  let inside = node;
  for (const outer of around(node)) {
    if (WAITS.has(outer.kind())) return true;
    inside = outer;
  }
  // `() => fetch(url)` hands its promise on.
  return inside.kind() !== 'statement_block' && inside.parent()?.kind() === 'arrow_function';
}
