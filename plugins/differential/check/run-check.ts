import { observedValues } from '../generate/observed-values.ts';
import { callName, createTimeline } from '../replay/timeline.ts';
import type { Session } from '../session.ts';
import type { CheckAnswer, CheckRequest } from './check-request.ts';
import {
  type CallbackRule,
  type Compared,
  compareSides,
  type Difference,
} from './compare-sides.ts';
import { type Found, shrink } from './shrink.ts';
import type { Side } from './side.ts';
import { tellDifference } from './tell-difference.ts';
import { tryMade } from './try-made.ts';

/** Both versions of a module, and how they are held against each other. */
export interface Sides {
  readonly base: Side;
  readonly head: Side;
  readonly callbacks: CallbackRule;
}

/** Of the time for a check: captured sessions, before others are made from them. */
const CAPTURED_SHARE = 0.4;
/** Of what is left: making a difference small. */
const SHRINK_MS = 6_000;
const SHRINK_TRIES = 400;
/** For one call of what is checked: what is longer never ends. */
export const HANG_MS = 1_500;
/** What takes so many times as long as before the change never ends, either. */
const HANG_TIMES = 20;
/** Each waits for what never ends. */
const SHRINK_TRIES_OF_TIME = 3;
/** Of the calls that were compared, so many have to give what was captured. */
const LEAST_AS_CAPTURED = 0.5;

/** Replays what was captured on both sides, then what is made from it, until they differ or time is up. */
export async function runCheck(
  sides: Sides,
  sessions: readonly Session[],
  request: CheckRequest,
): Promise<CheckAnswer> {
  const [troubleBefore, troubleAfter] = await Promise.all([sides.base.open(), sides.head.open()]);
  if (troubleBefore !== null) return { state: 'unknown', reason: sentence(troubleBefore) };
  if (troubleAfter !== null) {
    return { state: 'unknown', reason: sentence(`after the change ${troubleAfter}`) };
  }
  const began = performance.now();
  const { budgetMs } = request;
  const captured = await tryCaptured(sides, sessions, began + budgetMs * CAPTURED_SHARE);
  if (captured.type === 'unknown') return { state: 'unknown', reason: captured.reason };
  if (captured.type === 'differs') {
    return tell(sides, { ...request, origin: 'captured', sessions }, captured.found);
  }
  const made = await tryMade(sides, sessions, {
    ...{ seed: request.seed, maxMade: request.maxMade, until: began + budgetMs },
  });
  if (made.type === 'differs')
    return tell(sides, { ...request, origin: 'made', sessions }, made.found);
  return {
    state: 'same',
    functions: [...captured.functions].sort(),
    captured: captured.calls,
    made: made.calls,
    seconds: Math.round((performance.now() - began) / 100) / 10,
    assumes: assumesOf(request.callbacks),
  };
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function assumesOf(callbacks: CallbackRule): readonly string[] {
  switch (callbacks) {
    case 'same-order':
      return [];
    case 'may-overlap':
      return [
        'What it calls may overlap and come in another order, and what was begun before a failure goes on.',
      ];
    case 'ignored':
      return ['How often and in which order it calls back does not matter.'];
  }
}

async function tell(
  sides: Sides,
  {
    module,
    origin,
    sessions,
  }: Pick<CheckRequest, 'module'> & {
    readonly origin: 'captured' | 'made';
    readonly sessions: readonly Session[];
  },
  found: Found,
): Promise<CheckAnswer> {
  const optional = new Set(
    [...observedValues(sessions).values()].flatMap((one) => [...one.optional]),
  );
  const small = await shrink(found, (session) => confirmedDifference(sides, session), {
    until: performance.now() + SHRINK_MS,
    maxTries: found.difference.kind === 'time' ? SHRINK_TRIES_OF_TIME : SHRINK_TRIES,
    canLack: (name) => optional.has(name),
  });
  return tellDifference(sides, small, { module, origin });
}

/**
 * A difference that comes again, with more time, where the side before the change is of one mind. null: there is none,
 * or nothing can be said.
 */
export async function confirmedDifference(
  sides: Sides,
  session: Session,
): Promise<Difference | null> {
  const compared = await compareOn(sides, session);
  if (compared.type !== 'differs') return null;
  const own = compareSides(
    await sides.base.run(session),
    await sides.base.run(session),
    sides.callbacks,
  );
  return own.type === 'same' ? compared.difference : null;
}

/** What both sides do with a session; the second may take as much longer as a busy machine might make it. */
export async function compareOn(
  { base, head, callbacks }: Sides,
  session: Session,
): Promise<Compared> {
  const began = performance.now();
  const before = await base.run(session);
  const hangMs = Math.max(HANG_MS, (performance.now() - began) * HANG_TIMES);
  if (before.type !== 'log') return compareSides(before, before, callbacks);
  // It need not be tried where there is nothing to hold it against.
  if (before.log.calls.length === 0) {
    return { type: 'unfit', reason: before.log.stopped ?? 'there is no call' };
  }
  return compareSides(before, await head.run(session, { hangMs }), callbacks);
}

type Captured =
  | { readonly type: 'same'; readonly calls: number; readonly functions: ReadonlySet<string> }
  | { readonly type: 'differs'; readonly found: Found }
  | { readonly type: 'unknown'; readonly reason: string };

async function tryCaptured(
  sides: Sides,
  sessions: readonly Session[],
  until: number,
): Promise<Captured> {
  const functions = new Set<string>();
  let [calls, asCaptured] = [0, 0];
  let reason: string | null = null;
  for (const session of sessions) {
    if (performance.now() > until) break;
    const first = await sides.base.run(session);
    if (first.type === 'log') {
      const own = compareSides(first, await sides.base.run(session), sides.callbacks);
      if (own.type === 'differs') {
        const { before, after } = own.difference;
        return {
          type: 'unknown',
          reason: `It is not deterministic: the same call gave ${before}, then ${after}.`,
        };
      }
      calls += first.log.calls.length;
      asCaptured += first.log.calls.filter((one) => one.isAsCaptured).length;
      for (const name of namesOf(session, first.log.calls.length)) functions.add(name);
      reason ??= first.log.stopped;
    }
    const compared = await compareOn(sides, session);
    if (compared.type === 'differs') {
      const difference = await confirmedDifference(sides, session);
      if (difference !== null) return { type: 'differs', found: { session, difference } };
      reason ??= 'it differs once, and then it does not';
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
      reason: `Of ${calls} captured calls only ${asCaptured} gave again what was captured: it depends on more than it is given.`,
    };
  }
  return { type: 'same', calls, functions };
}

function namesOf({ calls }: Session, count: number): readonly string[] {
  const { states, tell: note } = createTimeline();
  return calls.slice(0, count).map((call) => {
    note(call.before);
    const name = callName(call, states);
    note(call.after);
    return name;
  });
}
