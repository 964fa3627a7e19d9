import type { VariableChange } from '../../harness/bisect/variable-space.ts';
import type { BisectedChange, BisectStep } from '../../harness/model/documents/bisect-document.ts';
import type { ComparisonRules } from '../../harness/model/documents/document.ts';
import type { ProgressListener } from '../../harness/model/progress.ts';
import type { ScenarioRequest } from '../../harness/scenario/resolve-scenarios.ts';
import type { SnapshotProgress } from '../../harness/snapshot/side-request.ts';

/** What is searched for the change that made the difference. */
export type BisectOver =
  /** The commits between two, along first parents. */
  | { readonly type: 'commits'; readonly good: string; readonly bad: string }
  /** The packages whose versions differ between the lockfiles of two commits; code of the bad one. */
  | { readonly type: 'dependencies'; readonly good: string; readonly bad: string }
  /** Environment variables of the working tree. */
  | { readonly type: 'variables'; readonly variables: readonly VariableChange[] };

/** How a bisection is made, beside what its scenario says. */
export interface BisectProjectOptions {
  readonly over: BisectOver;
  /** What the scenario was found by. */
  readonly wanted: Pick<ScenarioRequest, 'targets' | 'command' | 'allowRemote'>;
  /** Options that commands to see it again repeat: `--config ci.mjs`. Default: none. */
  readonly given?: readonly string[];
  /** Metric to follow; null: the first gated one whose ends differ. */
  readonly metric: string | null;
  readonly seed?: number | undefined;
  /** As a ratio; null: the scenario's own. */
  readonly margin?: number | null;
  readonly rules?: ComparisonRules;
  /** For each stage of a decision, milliseconds. Default: five minutes. */
  readonly maxTimeMs?: number;
  /** Pairs that the search may take. Default: 400. */
  readonly maxPairs?: number;
  readonly signal: AbortSignal;
  readonly onProgress: ProgressListener;
  readonly onSnapshot?: (progress: SnapshotProgress) => void;
  /** Is told what will be searched, before anything is measured. */
  readonly onChanges?: (changes: readonly BisectedChange[]) => void;
  readonly onStep?: (step: BisectStep, changes: readonly BisectedChange[]) => void;
}
