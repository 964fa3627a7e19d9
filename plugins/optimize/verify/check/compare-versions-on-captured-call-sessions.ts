import { filterCalls } from '../sessions/filter-calls-in-recorded-session.ts';
import { type Call, formatCallNames, type Session } from '../sessions/recorded-call-session.ts';
import type { FoundDifference } from '../sessions/shrink-call-session.ts';
import type { TimeBudget } from './behavior-check-time-budget.ts';
import { compareReplays } from './compare-module-versions.ts';
import {
  compareSession,
  confirmDifference,
  type ModuleVersions,
} from './confirm-reproducible-behavior-difference.ts';

/** Share of the budget for captured sessions, before others are generated from them. */
const CAPTURED_SHARE = 0.4;
/** Maximum calls per session left out because they read values that were not captured or give others again. */
const MOST_RESTARTS = 6;
/** Share of the compared calls whose result has to equal the captured one. */
const LEAST_AS_CAPTURED = 0.5;

export type CapturedOutcome =
  | { readonly type: 'same'; readonly calls: number; readonly functions: ReadonlySet<string> }
  | { readonly type: 'differs'; readonly found: FoundDifference }
  | { readonly type: 'inconclusive'; readonly reason: string; readonly dependsOnOtherState?: true };

/**
 * Replays captured sessions on both versions until they differ, each function is compared once and
 * the time is spent, or all are.
 */
export async function compareCapturedSessions(
  versions: ModuleVersions,
  sessions: readonly Session[],
  timeBudget: TimeBudget,
): Promise<CapturedOutcome> {
  const untried = new Set(sessions.flatMap(formatCallNames));
  const functions = new Set<string>();
  let [calls, asCaptured] = [0, 0];
  let reason: string | null = null;
  const queue = sessions.map((session) => ({ session, restarts: 0 }));
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    // Each function is tried once, regardless of the budget.
    const isDone = untried.size === 0 && timeBudget.isSpent(CAPTURED_SHARE);
    if (isDone || timeBudget.isOver()) break;
    const { session, restarts } = next;
    const names = formatCallNames(session);
    for (const name of names) untried.delete(name);
    const first = await versions.base.replay(session);
    if (first.type === 'log') {
      const { stopReason, calls: replayed } = first.log;
      const isIncomplete = stopReason !== null && replayed.length < session.calls.length;
      if (isIncomplete && restarts < MOST_RESTARTS) {
        // Calls after the one that stopped the replay may show something by themselves.
        const rest = filterCalls(session, (index) => index !== replayed.length);
        queue.unshift({ session: rest, restarts: restarts + 1 });
        reason ??= stopReason;
        continue;
      }
      const second = await versions.base.replay(session);
      const repeated = compareReplays(first, second, versions.callbacks);
      if (repeated.type === 'differs') {
        const { call, before, after } = repeated.difference;
        reason ??= `the code is not deterministic: the same call first resulted in ${before}, then in ${after}`;
        // The others may be deterministic.
        const rest = filterCalls(session, (index) => index !== call);
        if (restarts < MOST_RESTARTS) queue.unshift({ session: rest, restarts: restarts + 1 });
        continue;
      }
      for (const [index, call] of replayed.entries()) {
        if (call === null) continue;
        calls += 1;
        if (call.matchesRecording) asCaptured += 1;
        functions.add(names[index] ?? '');
      }
      reason ??= stopReason;
    }
    const compared = await compareSession(versions, session, { samplesReach: true });
    if (compared.type === 'differs') {
      const difference = await confirmDifference(versions, session);
      if (difference !== null) return { type: 'differs', found: { session, difference } };
      reason ??= 'the difference was not reproducible';
    }
    if (compared.type === 'inconclusive') reason ??= compared.reason;
  }
  if (calls === 0) {
    const why = reason ?? 'no call was captured';
    return { type: 'inconclusive', reason: `No captured call could be replayed: ${why}.` };
  }
  if (asCaptured < calls * LEAST_AS_CAPTURED) {
    return {
      type: 'inconclusive',
      dependsOnOtherState: true,
      reason: `Of ${calls} captured calls, only ${asCaptured} reproduced the captured result, so the code depends on more than its arguments.`,
    };
  }
  return { type: 'same', calls, functions };
}

/** Returns a key for the target of a call, as far as the call itself names it. */
function createCalleeKey({ callee, construct }: Call): string {
  if (callee.kind === 'export') return `${construct ? 'new ' : ''}${callee.path.join('.')}`;
  return callee.kind === 'function' ? callee.kind : `${callee.kind} ${callee.name}`;
}

/** Moves sessions with a function's first call to the front, as time may not suffice for all. */
export function orderSessions(sessions: readonly Session[]): readonly Session[] {
  const called = new Set<string>();
  const [first, rest]: [Session[], Session[]] = [[], []];
  for (const session of sessions) {
    const keys = session.calls.map(createCalleeKey);
    (keys.some((key) => !called.has(key)) ? first : rest).push(session);
    for (const key of keys) called.add(key);
  }
  return [...first, ...rest];
}
