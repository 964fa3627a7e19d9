import type { CheckResult } from '../../document/behavior-check-result.ts';
import type { SourceLiterals } from '../generate/collect-source-literals.ts';
import type { ChangedFileSpans } from '../replay/changed-function-call-coverage.ts';
import type { CallbackRule } from './compare-module-versions.ts';

/** Request to the checking process, on its stdin. */
export interface CheckRequest {
  /** Folders of the project before and after the change, absolute. */
  readonly base: string;
  readonly head: string;
  /** From these folders, with slashes. */
  readonly module: string;
  /** Modules loaded before it, from these folders, that register what it uses. */
  readonly loadFirst: readonly string[];
  /** Script that replays calls in the thread of a module version, absolute. */
  readonly worker: string;
  /** File of the sessions as JSON, absolute. */
  readonly sessions: string;
  /** Folder with the files that their calls read, absolute. */
  readonly files: string;
  readonly seed: number;
  /** CPU time for everything, in milliseconds; see `startTimeBudget`. */
  readonly budgetMs: number;
  /** Maximum number of generated sessions. */
  readonly maxMade: number;
  readonly callbacks: CallbackRule;
  /** Changed files after the change, which the calls have to reach; empty: not checked. */
  readonly watched: readonly ChangedFileSpans[];
  /** Literals of the module on both versions, from which texts are made. */
  readonly literals: SourceLiterals;
}

/** Answer of the checking process, as the last line that it prints. */
export type CheckResponse =
  | Exclude<CheckResult, { readonly state: 'differs' | 'unknown' }>
  | (Extract<CheckResult, { readonly state: 'unknown' }> & {
      /** True if most captured calls had another result than when they were captured. */
      readonly dependsOnOtherState?: true;
    })
  | (Extract<CheckResult, { readonly state: 'differs' }> & {
      /** Tests to choose from: the first that distinguishes the versions is used. */
      readonly tests: readonly string[];
    });

export const MODULE_PLACEHOLDER = 'perf-harness:module';
