import { readFileSync } from 'node:fs';
import { relative, sep } from 'node:path';
import { collectObservedValues } from '../generate/collect-argument-values-from-sessions.ts';
import { describeLimits } from '../generate/recorded-value-limits.ts';
import { buildSeedCorpus } from '../generate/seed-corpus.ts';
import type { Call, Session } from '../recorded-call-session.ts';
import { formatCallNames } from '../replay/object-state-timeline-and-call-names.ts';
import { filterCalls } from '../sessions/filter-calls-in-recorded-session.ts';
import type { CheckRequest, CheckResponse } from './behavior-check-request.ts';
import { startTimeBudget, type TimeBudget } from './behavior-check-time-budget.ts';
import { type CallbackRule, compareSides } from './compare-module-versions.ts';
import { tryGeneratedSessions } from './compare-versions-on-generated-call-sessions.ts';
import {
  compareSession,
  confirmDifference,
  type Sides,
} from './confirm-reproducible-behavior-difference.ts';
import { describeDifference } from './describe-behavior-difference.ts';
import { markReadCallbacks } from './mark-side-effect-free-callbacks.ts';
import { type FoundDifference, shrinkSession } from './shrink-call-session-with-difference.ts';

/** Share of check time for replaying captured sessions before generating others from them. */
const CAPTURED_SHARE = 0.4;
/** Milliseconds, of what is left, for minimizing a difference. */
const SHRINK_MS = 6_000;
const SHRINK_TRIES = 400;
/** Maximum number of attempts that each wait for a timeout. */
const SHRINK_TRIES_OF_TIME = 3;
/** Maximum calls per session left out because they read values not captured, or give others again. */
const MOST_RESTARTS = 6;
/** Most places whose limits are named as assumptions. */
const MOST_PLACES = 8;
/** Share of the compared calls that have to give what was captured. */
const LEAST_AS_CAPTURED = 0.5;

/**
 * Replays captured calls on both sides, then generated calls, until they differ or the budget is
 * spent. If too few calls were compared by then, the result is inconclusive.
 */
export async function runBehaviorCheck(
  sides: Sides,
  seen: readonly Session[],
  request: CheckRequest,
): Promise<CheckResponse> {
  const [troubleBefore, troubleAfter] = await Promise.all([sides.base.open(), sides.head.open()]);
  if (troubleBefore !== null) return { state: 'unknown', reason: sentence(troubleBefore) };
  if (troubleAfter !== null) {
    return { state: 'unknown', reason: sentence(`after the change, ${troubleAfter}`) };
  }
  const began = performance.now();
  const allowance = startTimeBudget(request.budgetMs);
  const ordered = orderSessions(seen);
  const sessions = request.callbacks === 'may-overlap' ? ordered.map(markReadCallbacks) : ordered;
  const captured = await tryCaptured(sides, sessions, allowance);
  if (captured.type === 'unknown') {
    const { reason, isOfOtherState } = captured;
    return { state: 'unknown', reason, ...(isOfOtherState === true && { isOfOtherState }) };
  }
  if (captured.type === 'differs') {
    return tell(sides, { ...request, origin: 'captured', sessions }, captured.found);
  }
  const spanCount = request.watched.reduce((sum, { spans }) => sum + spans.length, 0);
  const unreached = sides.head.unreached() ?? [];
  // Where none of them is reached, generated calls hardly reach one: callers of the module may.
  if (spanCount > 0 && unreached.length === spanCount) return unreachedAt(unreached[0], request);
  // Calls that do not reach changed code show nothing.
  const reaching = sides.head.reaching();
  const isRelevant = (name: string): boolean => reaching === null || reaching.has(name);
  const { tellsInherited } = request.literals;
  const corpus = buildSeedCorpus(sessions, isRelevant, tellsInherited);
  const made = await tryGeneratedSessions(sides, corpus, {
    seed: request.seed,
    maxMade: request.maxMade,
    literals: request.literals,
    allowance,
  });
  if (made.type === 'differs')
    return tell(sides, { ...request, origin: 'made', sessions }, made.found);
  const [offset] = sides.head.unreached() ?? [];
  if (offset !== undefined) return unreachedAt(offset, request);
  if (made.type === 'undecided') return { state: 'unknown', reason: sentence(made.reason) };
  return {
    state: 'same',
    functions: [...captured.functions].filter(isRelevant).sort(),
    captured: captured.calls,
    made: made.calls,
    seconds: Math.round((performance.now() - began) / 100) / 10,
    assumes: assumesOf(request.callbacks, sessions),
  };
}

/** Returns the answer where no call reaches an offset in the watched file. */
function unreachedAt(offset = 0, { head, watched }: CheckRequest): CheckResponse {
  const file = watched[0]?.file ?? '';
  const line = readFileSync(file, 'utf8').slice(0, offset).split('\n').length;
  const place = `${relative(head, file).replaceAll(sep, '/')}:${line}`;
  return { state: 'unknown', reason: `No call reaches the changed code at ${place}.` };
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function assumesOf(callbacks: CallbackRule, sessions: readonly Session[]): readonly string[] {
  const seen = [...collectObservedValues(sessions)];
  const hasLists = seen.some(([, { types }]) => types.has('array'));
  return [
    ...(hasLists ? ['Lists have holes only where recorded lists have some.'] : []),
    ...seen
      .flatMap(([place, { limits }]) => describeLimits(place, limits) ?? [])
      .slice(0, MOST_PLACES),
    ...callbackAssumptions(callbacks, sessions),
  ];
}

function callbackAssumptions(
  callbacks: CallbackRule,
  sessions: readonly Session[],
): readonly string[] {
  switch (callbacks) {
    case 'same-order':
      return [];
    case 'may-overlap':
      return [
        'Callbacks may overlap and run in another order, and calls started before a failure continue.',
        ...(sessions.some(({ reads = [] }) => reads.length > 0)
          ? [
              'Callbacks whose names suggest reads and that had no other effect may be called only once per input, and slightly earlier.',
            ]
          : []),
      ];
  }
}

async function tell(
  sides: Sides,
  {
    module,
    files,
    origin,
    sessions,
  }: Pick<CheckRequest, 'module' | 'files'> & {
    readonly origin: 'captured' | 'made';
    readonly sessions: readonly Session[];
  },
  found: FoundDifference,
): Promise<CheckResponse> {
  const optional = new Set(
    [...collectObservedValues(sessions).values()].flatMap((observedValue) => [
      ...observedValue.optional,
    ]),
  );
  const small = await shrinkSession(found, (session) => confirmDifference(sides, session), {
    until: performance.now() + SHRINK_MS,
    maxTries: found.difference.kind === 'time' ? SHRINK_TRIES_OF_TIME : SHRINK_TRIES,
    canLack: (name) => optional.has(name),
  });
  return describeDifference(sides, small, { module, origin, files });
}

type Captured =
  | { readonly type: 'same'; readonly calls: number; readonly functions: ReadonlySet<string> }
  | { readonly type: 'differs'; readonly found: FoundDifference }
  | { readonly type: 'unknown'; readonly reason: string; readonly isOfOtherState?: true };

async function tryCaptured(
  sides: Sides,
  sessions: readonly Session[],
  allowance: TimeBudget,
): Promise<Captured> {
  const untried = new Set(sessions.flatMap(formatCallNames));
  const functions = new Set<string>();
  let [calls, asCaptured] = [0, 0];
  let reason: string | null = null;
  const waiting = sessions.map((session) => ({ session, restarts: 0 }));
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    // Each function is tried once, regardless of the budget.
    const isDone = untried.size === 0 && allowance.isSpent(CAPTURED_SHARE);
    if (isDone || allowance.isOver()) break;
    const { session, restarts } = next;
    const names = formatCallNames(session);
    for (const name of names) untried.delete(name);
    const first = await sides.base.run(session);
    if (first.type === 'log') {
      const { stopped, calls: done } = first.log;
      if (stopped !== null && done.length < session.calls.length && restarts < MOST_RESTARTS) {
        // Calls after a call that shows nothing may show something by themselves.
        const rest = filterCalls(session, (index) => index !== done.length);
        waiting.unshift({ session: rest, restarts: restarts + 1 });
        reason ??= stopped;
        continue;
      }
      const own = compareSides(first, await sides.base.run(session), sides.callbacks);
      if (own.type === 'differs') {
        const { call, before, after } = own.difference;
        reason ??= `the code is not deterministic: the same call first resulted in ${before}, then in ${after}`;
        // The others may be.
        const rest = filterCalls(session, (index) => index !== call);
        if (restarts < MOST_RESTARTS) waiting.unshift({ session: rest, restarts: restarts + 1 });
        continue;
      }
      for (const [index, callLog] of done.entries()) {
        if (callLog === null) continue;
        calls += 1;
        if (callLog.isAsCaptured) asCaptured += 1;
        functions.add(names[index] ?? '');
      }
      reason ??= stopped;
    }
    const compared = await compareSession(sides, session, { samples: true });
    if (compared.type === 'differs') {
      const difference = await confirmDifference(sides, session);
      if (difference !== null) return { type: 'differs', found: { session, difference } };
      reason ??= 'the difference was not reproducible';
    }
    if (compared.type === 'unfit') reason ??= compared.reason;
  }
  if (calls === 0) {
    const why = reason ?? 'no call was captured';
    return { type: 'unknown', reason: `No captured call could be replayed: ${why}.` };
  }
  if (asCaptured < calls * LEAST_AS_CAPTURED) {
    return {
      type: 'unknown',
      isOfOtherState: true,
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
    const own = session.calls.map(createCalleeKey);
    (own.some((key) => !called.has(key)) ? first : rest).push(session);
    for (const key of own) called.add(key);
  }
  return [...first, ...rest];
}
