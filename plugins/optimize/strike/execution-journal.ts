import type { Host } from 'perf-harness/plugin';
import type { OptimizationAlternatives } from '../document/optimization-cycle.ts';
import type { ChangeSet } from './applied-hypotheses-and-git-tree.ts';
import {
  appendExperiment,
  appendFunctionOutcome,
  type Experiment,
  type FunctionOutcome,
} from './experiments-log.ts';
import type { CheckedHypothesis, RemovedHypothesis } from './plan-execution-types.ts';
import type { StateComparison } from './stages/measure-stage.ts';

/** Decision or finding of an execution, emitted at once to be known even if time runs out. */
export type StrikeEvent =
  | ({ readonly type: 'removed' | 'manual' } & RemovedHypothesis)
  | ({ readonly type: 'checked' } & CheckedHypothesis)
  | { readonly type: 'warning'; readonly message: string }
  | ({ readonly type: 'tried' } & Tried)
  | { readonly type: 'function-tried'; readonly outcome: FunctionOutcome }
  | { readonly type: 'contested'; readonly result: OptimizationAlternatives }
  /** `isClean` is set if all uncontested hypotheses were committed. */
  | { readonly type: 'committed'; readonly changes: ChangeSet; readonly isClean?: boolean }
  /** The tests now fail even without changes, so their earlier results are worthless. */
  | { readonly type: 'given-up' };

/** Experiment; omitted fields were not measured, committed or changed. */
type Tried = Pick<Experiment, 'phase' | 'hypotheses' | 'status'> &
  Partial<Pick<Experiment, 'commit' | 'files' | 'e2e'>> & {
    readonly comparison?: StateComparison | null | undefined;
  };

/** Adds to the journal; the stages write it and never read it. */
export type EmitEvent = (event: StrikeEvent) => void;

/** Events of an execution, in their order. */
export interface Journal {
  readonly events: readonly StrikeEvent[];
  readonly emit: EmitEvent;
}

/** @param logFile - Absolute path of the log to which experiments are appended as they happen. */
export function openJournal(host: Pick<Host, 'clock' | 'files'>, logFile: string): Journal {
  const events: StrikeEvent[] = [];
  const emit: EmitEvent = (event) => {
    events.push(event);
    if (event.type === 'tried') appendExperiment(host, logFile, experimentOf(event));
    if (event.type === 'function-tried') appendFunctionOutcome(host, logFile, event.outcome);
  };
  return { events, emit };
}

function experimentOf({
  comparison = null,
  commit = null,
  files = [],
  ...tried
}: Tried): Experiment {
  const { base_ms: baseline = null, head_ms: result = null } = comparison?.measured ?? {};
  const improvementPct = comparison?.improvementPct ?? null;
  const { phase, hypotheses, status, e2e = 'skipped' } = tried;
  return { phase, hypotheses, baseline, result, improvementPct, status, commit, files, e2e };
}

/** State of an execution after its events. */
export interface ExecutionProgress {
  /** Changes that are committed. */
  readonly changes: ChangeSet;
  readonly isClean: boolean;
  readonly isGivenUp: boolean;
}

/** @param start - Tree that the execution began with. */
export function replayProgress(events: readonly StrikeEvent[], start: string): ExecutionProgress {
  const nothing = { parts: [], state: start };
  if (events.some(({ type }) => type === 'given-up')) {
    return { changes: nothing, isClean: false, isGivenUp: true };
  }
  const committed = events.filter((event) => event.type === 'committed');
  const changes = committed.at(-1)?.changes ?? nothing;
  const isClean = committed.findLast((event) => event.isClean !== undefined)?.isClean ?? false;
  return { changes, isClean, isGivenUp: false };
}
