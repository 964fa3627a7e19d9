import type { RunRecord } from './record.ts';
import type { Trial } from './trial.ts';

/** What happens during a run, for whoever shows it. Listening changes nothing. */
export type ProgressEvent =
  | {
      readonly type: 'scenario-started';
      readonly scenario: string;
      readonly position: number;
      readonly total: number;
    }
  | { readonly type: 'waiting'; readonly holder: string }
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
      /** Of this stage, without warm-up. */
      readonly pairs: number;
      /** Pairs after which it may be decided; null: it is. */
      readonly nextLook: number | null;
      /** What a pair takes, milliseconds. */
      readonly pairMs: number;
    }
  | { readonly type: 'scenario-finished'; readonly record: RunRecord };

/** Is told what happens while it happens; must not throw. */
export type ProgressListener = (event: ProgressEvent) => void;
