import type { Host } from 'perf-harness/plugin';
import type { ChangeSet } from './change-set.ts';
import {
  appendExperiment,
  appendFunctionOutcome,
  type Experiment,
  type FunctionOutcome,
} from './experiments-log.ts';
import type { ContestedResult, RemovedHypothesis } from './plan.ts';
import type { CheckedHypothesis } from './stages/verify.ts';

/** Decision or finding of an execution, as it happens: what is not finished when the time is up is still known. */
export type StrikeEvent =
  | ({ readonly type: 'removed' | 'manual' } & RemovedHypothesis)
  | ({ readonly type: 'checked' } & CheckedHypothesis)
  | { readonly type: 'warning'; readonly message: string }
  | { readonly type: 'tried'; readonly experiment: Experiment }
  | { readonly type: 'function-tried'; readonly outcome: FunctionOutcome }
  | { readonly type: 'contested'; readonly result: ContestedResult }
  /** `isClean` where the uncontested hypotheses came through as they were. */
  | { readonly type: 'committed'; readonly changes: ChangeSet; readonly isClean?: boolean }
  /** The tests fail without any change by now: what they said of changes is worth nothing. */
  | { readonly type: 'given-up' };

/** Adds to the journal; the stages write it and never read it. */
export type Emit = (event: StrikeEvent) => void;

/** Events of an execution, in their order. */
export interface Journal {
  readonly events: readonly StrikeEvent[];
  readonly emit: Emit;
}

/** @param logFile - What is tried is written there as it happens, absolute. */
export function openJournal(host: Pick<Host, 'clock' | 'files'>, logFile: string): Journal {
  const events: StrikeEvent[] = [];
  const emit: Emit = (event) => {
    events.push(event);
    if (event.type === 'tried') appendExperiment(host, logFile, event.experiment);
    if (event.type === 'function-tried') appendFunctionOutcome(host, logFile, event.outcome);
  };
  return { events, emit };
}

/** State of an execution after its events. */
export interface Progress {
  /** What is committed. */
  readonly changes: ChangeSet;
  readonly isClean: boolean;
  readonly isGivenUp: boolean;
}

/** @param start - Tree that the execution began with. */
export function progressOf(events: readonly StrikeEvent[], start: string): Progress {
  const nothing = { parts: [], state: start };
  if (events.some(({ type }) => type === 'given-up')) {
    return { changes: nothing, isClean: false, isGivenUp: true };
  }
  const committed = events.filter((event) => event.type === 'committed');
  const changes = committed.at(-1)?.changes ?? nothing;
  const isClean = committed.findLast((event) => event.isClean !== undefined)?.isClean ?? false;
  return { changes, isClean, isGivenUp: false };
}
