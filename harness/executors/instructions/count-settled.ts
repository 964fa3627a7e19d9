import type { Host } from '../../host.ts';
import type { Conversation } from '../function/conversation.ts';
import { type CountedCalls, instructionsPerCall } from './instructions-per-call.ts';
import type { Answer, Question } from './messages.ts';
import { type CallPlan, callsOfStretch } from './plan-calls.ts';
import { readDumps } from './read-counts.ts';
import { DUMP_NAME } from './valgrind-arguments.ts';

/** Times that the calls are counted until they are all alike: code may be compiled while they run. */
const MOST_ROUNDS = 4;
/**
 * Counts that are taken once they are, of which the middle one is the unit's: a task of V8's own that
 * fell into one of them says nothing.
 */
const COUNTS = 3;

/** How a scenario's calls are counted, the same in all of its units. */
export interface ScenarioPlan {
  readonly plan: CallPlan;
  /** Calls of the shorter stretch; null until the first unit has seen what a call takes. */
  calls: number | null;
}

/** A worker under valgrind that is warm and counts. */
export interface CountingUnit {
  readonly host: Host;
  readonly folder: string;
  readonly signal: AbortSignal;
  readonly ask: Conversation<Question, Answer>['ask'];
}

/** What was counted, how many calls the shorter stretch had, and how often it took. */
export type Settled = CountedCalls & { readonly stretch: number; readonly rounds: number };

/** Counts calls of a unit, block after block. */
export function createCount(unit: CountingUnit, known: ScenarioPlan): () => Promise<Settled> {
  const { plan } = known;
  let dumpsRead = 0;
  const countOnce = async (calls: number): Promise<CountedCalls> => {
    const { isSingle } = plan;
    await unit.ask({ type: 'count', calls, isSingle }, 'counted', unit.signal);
    const dumps = readDumps(unit.host.files, unit.folder, DUMP_NAME);
    const counted = instructionsPerCall(dumps.slice(dumpsRead), { calls, isSingle });
    dumpsRead = dumps.length;
    return counted;
  };
  const countRounds = async (calls: number): Promise<Settled> => {
    for (let rounds = 1; ; rounds += 1) {
      const counted = await countOnce(calls);
      const isOver = counted.type === 'unknown' ? !counted.mayPass : counted.isSettled;
      if (isOver || rounds === MOST_ROUNDS) return { ...counted, stretch: calls, rounds };
    }
  };
  let isProbed = false;
  return async () => {
    if (!isProbed && !plan.isSingle) {
      // Even where it is known how many calls there are: all units are to do the same.
      const probed = await countRounds(plan.probeCalls);
      if (probed.type === 'unknown') return probed;
      // Not the difference, which says little where the calls were not alike yet.
      const perCall = (probed.notes.longer ?? 0) / (2 * probed.stretch);
      known.calls ??= callsOfStretch(Math.max(1, perCall), plan);
      isProbed = true;
    }
    const calls = known.calls ?? plan.mostCalls;
    const first = await countRounds(calls);
    // Hooks stand between calls that are counted one by one: there are many of them already.
    if (first.type === 'unknown' || !first.isSettled || plan.isSingle) return first;
    const counts = [first];
    while (counts.length < COUNTS) {
      const again = await countOnce(calls);
      if (again.type === 'counted') counts.push({ ...first, ...again });
      else return first;
    }
    return middleOf(counts) ?? first;
  };
}

/** The one in the middle by what a call takes. */
function middleOf<T extends { readonly perCall: number }>(counts: readonly T[]): T | undefined {
  return counts.toSorted((one, other) => one.perCall - other.perCall)[counts.length >> 1];
}
