import type { Params } from '../../model/scenario/scenario.ts';
import type { BrowserAddress } from './connect-browser.ts';

/** Messages to the process of a flow; `open` comes first. */
export type FlowRequest =
  | {
      readonly type: 'open';
      readonly file: string;
      /** Name of the definition with the flow; null if it is the module's default export. */
      readonly scenario: string | null;
      readonly params: Params;
      readonly browser: BrowserAddress;
      /** Longest wait of a single action for what it needs, milliseconds. */
      readonly actionMs: number;
    }
  | { readonly type: 'run' };

/** A named part of a flow; times since the epoch, milliseconds. */
export interface FlowStep {
  readonly name: string;
  readonly startMs: number;
  readonly endMs: number;
}

/** Answers of the process: `step` reports the current step, others that a request is done. */
export type FlowResponse =
  | { readonly type: 'step'; readonly name: string }
  | { readonly type: 'opened' }
  | { readonly type: 'done'; readonly steps: readonly FlowStep[] }
  | {
      readonly type: 'threw';
      /** Step in which it happened; null outside of named steps. */
      readonly step: string | null;
      readonly message: string;
      readonly stack: string;
    };
