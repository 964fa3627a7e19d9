import {
  type Executor,
  type PlannedTrial,
  type SharedProcesses,
  type UnitContext,
  UnitFailure,
} from '../../harness/model/executor.ts';
import type { InputTrace } from '../../harness/model/program/external-input-trace.ts';
import type { Scenario } from '../../harness/model/scenario/scenario.ts';
import type { Block, Failure } from '../../harness/model/trial.ts';

/** Result of a scripted unit: measurements, or a failure. */
export type ScriptedUnit =
  | {
      readonly measurements: Readonly<Record<string, number>>;
      readonly notes?: Block['notes'];
    }
  | { readonly failure: Failure };

/** An event in the life of a unit, or of shared processes, in order. */
export interface MockEvent {
  readonly event: 'open' | 'measure' | 'close' | 'dispose' | 'share' | 'end';
  readonly scenario: string;
  readonly trial: number;
  readonly side: PlannedTrial['side'];
}

export interface MockOptions {
  readonly shares?: boolean | undefined;
  readonly traces?: ((scenario: Scenario, trial: PlannedTrial) => InputTrace) | undefined;
}

/** An executor that starts nothing and takes its values from a script. */
export interface MockExecutor<S extends Scenario> extends Executor<S> {
  /** Everything that happened so far. */
  readonly events: readonly MockEvent[];
}

/**
 * Creates an executor that makes the whole path deterministic and fast: for tests of the path, and
 * for trying out a plan without measuring. `script` returns the result of the unit of a planned
 * trial.
 * @param options.shares - True if units of several scenarios may be in the same processes.
 * @param options.traces - Returns what a start of a side reads. Default: unknown.
 */
export function createMockExecutor<S extends Scenario>(
  kind: S['kind'],
  script: (scenario: S, trial: PlannedTrial, block: number) => ScriptedUnit,
  { shares = false, traces }: MockOptions = {},
): MockExecutor<S> {
  const events: MockEvent[] = [];
  const executor: MockExecutor<S> = {
    kind,
    events,
    open: async ({ scenario, trial }) => {
      const log = (event: MockEvent['event']): void => {
        events.push({ event, scenario: scenario.name, trial: trial.index, side: trial.side });
      };
      log('open');
      return {
        measure: async ({ index, durationMs }) => {
          log('measure');
          const unit = script(scenario, trial, index);
          if ('failure' in unit) throw new UnitFailure(unit.failure);
          return { operations: 1, durationMs: durationMs ?? 0, ...unit };
        },
        close: async () => log('close'),
      };
    },
    dispose: async () => {
      events.push({ event: 'dispose', ...NO_UNIT });
    },
  };
  const traceInputs = traces && (async (unit: UnitContext<S>) => traces(unit.scenario, unit.trial));
  const traced = traceInputs === undefined ? executor : { ...executor, traceInputs };
  if (!shares) return traced;
  const createSharedProcesses = (): SharedProcesses<S> => {
    events.push({ event: 'share', ...NO_UNIT });
    const close = async (): Promise<void> => {
      events.push({ event: 'end', ...NO_UNIT });
    };
    return { open: executor.open, close };
  };
  return { ...traced, createSharedProcesses };
}

const NO_UNIT = { scenario: '', trial: -1, side: 'a' } as const;
