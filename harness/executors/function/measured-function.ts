import type { Block } from '../../model/trial.ts';
import { measureClockStep } from './clock.ts';
import { loadFunction } from './load-function.ts';
import { measureBlock } from './measure-block.ts';
import type { Answer, Question, TimeCount } from './messages.ts';
import { watchOutside } from './outside.ts';
import { inPart, openSubject, type Subject } from './subject.ts';
import { createUnitReadings, type UnitReadings } from './unit-readings.ts';
import { isFastAfterAll, type Warm, warmUp, warmUpAgain } from './warm-up.ts';
import { watchGlobals } from './watch-globals.ts';

type Asked<T extends Question['type']> = Extract<Question, { readonly type: T }>;

/** Of this process; known once something is measured. */
let clockStepMs: number | undefined;

/** A function of a worker that is loaded and set up. */
export interface MeasuredFunction {
  /** Once, before it is measured. */
  readonly warm: (warmupMs: number) => Promise<void>;
  readonly measure: (question: Asked<'measure'>) => Promise<Block>;
  /** What is told once, after all blocks. */
  readonly read: (
    question: Asked<'read'>,
  ) => Promise<Omit<Extract<Answer, { type: 'read' }>, 'type'>>;
  readonly teardown: () => Promise<void>;
}

/** Loads a function and sets it up. */
export async function openFunction({
  body,
  params,
  isAlone,
  isWatched,
}: Asked<'open'>): Promise<MeasuredFunction> {
  // Watched from before anything of the user's is loaded.
  const outside = watchOutside();
  const { holdsMore } = outside;
  const changedGlobal = isWatched ? watchGlobals() : () => null;
  let subject: Subject;
  try {
    const loaded = await inPart('load', () => loadFunction(body));
    subject = await openSubject(loaded, params);
  } catch (error) {
    outside.close();
    throw error;
  }
  holdsMore();
  let warmed: { readonly warm: Warm; readonly readings: UnitReadings } | undefined;
  let limits = { warmupMs: 0, clockStepMs: 0 };
  let isFirst = true;
  let isWarmAgain = false;

  const asWarm = (warm: Warm): NonNullable<typeof warmed> => {
    warmed = { warm, readings: createUnitReadings(warm, limits.clockStepMs) };
    return warmed;
  };
  const measure = async ({ measureMs, isTurn }: Asked<'measure'>): Promise<Block> => {
    if (warmed === undefined) throw new Error('asked to measure before it was warm');
    const { warm, readings } = warmed;
    // To collect the heap of all functions whole would take longer than a block.
    const garbage = isAlone ? 'major' : 'minor';
    const how = { measureMs, isTurn, collected: isFirst ? garbage : null } as const;
    const block = await measureBlock(warm, readings, how);
    if (isWarmAgain || !isFastAfterAll(warm, readings.times, limits.warmupMs)) return block;
    isWarmAgain = true;
    const again = asWarm(await warmUpAgain(warm, limits));
    return measureBlock(again.warm, again.readings, how);
  };
  return {
    warm: async (warmupMs) => {
      clockStepMs ??= measureClockStep();
      limits = { warmupMs, clockStepMs };
      asWarm(await warmUp(subject, limits));
    },
    measure: async (question) => {
      const block = await measure(question);
      // Sockets are looked for now and then; this would take part of every turn.
      if (isFirst) holdsMore();
      isFirst = false;
      return block;
    },
    read: async ({ allocationMs }) => {
      if (warmed === undefined) throw new Error('asked to read before anything was measured');
      const { readings } = warmed;
      // The times of calls that nobody asked for are none of the unit's.
      const notes = {
        ...readings.notes(),
        ...(holdsMore() ? { holds_more: true } : {}),
        ...(changedGlobal() === null ? {} : { changes_globals: true }),
      };
      const times = countTimes(readings.times);
      return { notes, times, allocated: await readings.allocatedPerCall(allocationMs) };
    },
    teardown: async () => {
      outside.close();
      await subject.teardown();
    },
  };
}

/** Times of the single operations, binned to four digits, which the histogram cannot tell apart. */
function countTimes(times: readonly number[]): readonly TimeCount[] {
  const counts = new Map<number, number>();
  for (const timeMs of times) {
    const picoseconds = Math.max(1, Math.round(Number((timeMs * 1e9).toPrecision(4))));
    counts.set(picoseconds, (counts.get(picoseconds) ?? 0) + 1);
  }
  return [...counts];
}
