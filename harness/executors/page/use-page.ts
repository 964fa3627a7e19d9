import type { Block } from '../../model/trial.ts';
import { type Counted, NOTHING, none, one, together } from '../probe/counted.ts';
import type { FlowStep } from './flow-messages.ts';
import { type Interaction, untilReported } from './interactions.ts';
import type { PageParts } from './load-page.ts';
import { measureGrowth } from './measure-growth.ts';
import type { Flow } from './open-flow.ts';
import { pageError } from './page-errors.ts';
import { waitForRest } from './wait-for-rest.ts';

/** What came of using a page. */
export interface Used {
  readonly counted: Counted;
  readonly notes: NonNullable<Block['notes']>;
}

const NONE: Used = { counted: NOTHING, notes: {} };

/**
 * Runs the flow of a scenario on its loaded page, as often as it says, and measures how soon the page
 * answered and what it left behind.
 */
export async function usePage(
  tab: PageParts,
  flow: Flow,
  interactions: () => readonly Interaction[],
): Promise<Used> {
  const { page, session, network, watch, scenario } = tab;
  const { restTimeoutMs } = scenario;
  const repeat = scenario.flow?.repeat;
  const using = async (): Promise<Used> => {
    const steps = [...(await flow.run())];
    const run = async (): Promise<void> => void steps.push(...(await flow.run()));
    const growth =
      repeat === undefined ? NONE : await measureGrowth({ page, session }, run, repeat);
    // The slowest answer may still be on its way.
    await waitForRest(page, network, { limitMs: restTimeoutMs, fromNow: true });
    await untilReported(page);
    // A handler that throws answers soon.
    const error = pageError(tab);
    if (error !== null) throw error;
    const slowest = answerMetrics(interactions(), steps);
    return {
      counted: together(slowest.counted, growth.counted),
      notes: { ...slowest.notes, ...growth.notes },
    };
  };
  return Promise.race([using(), watch.crashed]);
}

/** The slowest answer by the rules of web-vitals, and the part of the flow that asked for it. */
function answerMetrics(found: readonly Interaction[], steps: readonly FlowStep[]): Used {
  const slowest = found.toSorted((one, other) => other.valueMs - one.valueMs)[0];
  if (slowest === undefined) {
    const reason = 'the flow made no interaction that counts: clicks, taps and keys do';
    return { counted: none('inp', reason), notes: {} };
  }
  const { valueMs, event, atMs } = slowest;
  const step = steps.find(({ startMs, endMs }) => startMs <= atMs && atMs <= endMs);
  return {
    counted: one('inp', valueMs),
    notes: { inp_event: event, ...(step === undefined ? {} : { inp_step: step.name }) },
  };
}
