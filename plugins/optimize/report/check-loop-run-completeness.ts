import type { RunState } from '../optimization-loop-state.ts';
import type { LoopFacts } from './read-loop-report-data.ts';

/** Step that a run is required to do. */
export interface SelfCheckItem {
  readonly what: string;
  readonly isDone: boolean;
}

/** Checks that a run did everything it has to (OPT-70). */
export function checkRunCompleteness(
  loop: LoopFacts,
  events: readonly { readonly cycle: number; readonly event: string }[],
): readonly SelfCheckItem[] {
  const { state, branches } = loop;
  const { run, cycles } = state;
  const isWhole = loop.cycles
    .filter(({ record }) => record !== null)
    .every(
      ({ map, gate, hypotheses, validation, execution }) =>
        map !== null &&
        gate !== null &&
        hypotheses.length > 0 &&
        validation !== null &&
        execution !== null,
    );
  const isNeeded = cycles.length > 0;
  const between = Math.max(0, state.current_cycle - 1);
  const seen = (event: string): number => events.filter((entry) => entry.event === event).length;
  return [
    { what: 'problem parsed', isDone: run.problem !== null },
    { what: 'loop run', isDone: cycles.length > 0 || run.stop !== null },
    { what: 'each cycle profiled, gated, researched, validated and executed', isDone: isWhole },
    { what: 'targets set', isDone: !isNeeded || run.targets !== null },
    { what: 'context freed between cycles', isDone: seen('boundary free') >= between },
    {
      what: 'branches merged before profiling again',
      isDone: mergedAll(state, seen('boundary merge')),
    },
    { what: 'a result row for every cycle', isDone: loop.total.gains.length === cycles.length },
    { what: 'branches listed', isDone: branches.length === cycles.filter(hasBranch).length },
    { what: 'stop reason reported', isDone: run.stop !== null },
  ];
}

function mergedAll({ cycles, current_cycle: current }: RunState, merges: number): boolean {
  return merges >= cycles.filter((cycle) => cycle.cycle < current).filter(hasBranch).length;
}

function hasBranch({ branch }: RunState['cycles'][number]): boolean {
  return branch !== null;
}
