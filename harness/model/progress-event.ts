import type { RunRecord } from './documents/run-record.ts';
import type { Comparison } from './documents/run-report-and-comparison-document.ts';
import { remoteHosts } from './scenario/allowed-remote-hosts.ts';
import type { Scenario } from './scenario/scenario.ts';
import type { Trial } from './trial.ts';

/** Gated metric that screening found changed. */
export interface MetricChange {
  readonly metric: string;
  readonly direction: 'worse' | 'better';
}

/** Events during a run, for progress displays. Listening changes nothing. */
export type ProgressEvent =
  | {
      readonly type: 'scenario-started';
      readonly scenario: string;
      readonly position: number;
      readonly total: number;
      /** Remote hosts that it may send load to; absent if there are none. */
      readonly remote?: readonly string[];
    }
  | { readonly type: 'waiting'; readonly holder: string }
  /** Progress within a slow unit, in words: `12 s of at most 70 s, 340 requests`. */
  | { readonly type: 'unit-progress'; readonly scenario: string; readonly text: string }
  | {
      readonly type: 'trial-finished';
      readonly scenario: string;
      readonly trial: Trial;
      readonly done: number;
      readonly leftMs: number | null;
    }
  | {
      readonly type: 'pair-finished';
      readonly scenario: string;
      readonly stage: 'screen' | 'confirm';
      /** Number of pairs in this stage, without warm-up. */
      readonly pairs: number;
      /** Pairs at the next interim analysis; null if it is conclusive. */
      readonly nextLook: number | null;
      /** Time of a pair, milliseconds. */
      readonly pairMs: number;
    }
  /** Progress of a live comparison, reported before each `pair-finished` and `scenario-started`. */
  | {
      readonly type: 'suite-progress';
      /** Number of scenarios still being screened. */
      readonly open: number;
      readonly total: number;
      /** Time left for all of them, milliseconds; null where there is no limit. */
      readonly leftMs: number | null;
    }
  /** Scenario of a live comparison that needs no more pairs, unless its changes are confirmed. */
  | {
      readonly type: 'scenario-decided';
      readonly scenario: string;
      /** Gated comparisons as they stand. */
      readonly comparisons: readonly Comparison[];
      /** Changes of gated metrics that fresh pairs are to confirm. */
      readonly candidates: readonly MetricChange[];
    }
  /** A pair was profiled to explain a difference. */
  | {
      readonly type: 'pair-profiled';
      readonly scenario: string;
      readonly pairs: number;
      readonly most: number;
    }
  | { readonly type: 'scenario-finished'; readonly record: RunRecord };

/** Called with each event as it happens; must not throw. */
export type ProgressListener = (event: ProgressEvent) => void;

/** Returns the event of a scenario's beginning; names remote targets before load is sent. */
export function scenarioStarted(
  scenario: Scenario,
  position: number,
  total: number,
): ProgressEvent {
  const remote = remoteHosts(scenario);
  const { name } = scenario;
  return {
    type: 'scenario-started',
    scenario: name,
    position,
    total,
    ...(remote.length > 0 && { remote }),
  };
}
