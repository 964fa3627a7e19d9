import type { measure, processes } from 'perf-harness/plugin';
import type { CheckResult } from '../document/check-result.ts';
import type { Hypothesis } from '../document/hypothesis.ts';
import type { CodemodApplier } from './apply/applicators.ts';
import type {
  CompareFolders,
  MeasureBaseline,
  MeasuredMetric,
  MeasuredTarget,
} from './compare-folders.ts';
import type { Worktree } from './worktree.ts';

/** Two states of a project of which only the named files differ. */
export interface ChangeToCheck {
  /** Folders of the project before and after, absolute. */
  readonly base: string;
  readonly head: string;
  /** From the root of the project, with slashes. */
  readonly files: readonly string[];
  /** Calls the code, as one would type it in a shell. */
  readonly testCommand: string;
  /** Measured target, which calls it too. */
  readonly scenario: ScenarioToWatch;
  /** True where calls that answer with promises may overlap: it is meant to wait less. */
  readonly mayOverlap: boolean;
  /** True if it is meant to call objects passed in by callers less often than before. */
  readonly asksLess?: boolean;
  /** True where only the cost of its calls is looked at: the source shows that it does the same. */
  readonly costsOnly?: boolean;
  readonly signal: AbortSignal;
}

/** Scenarios by name, those of the configuration without; or a command in place of them. */
export type ScenarioToWatch = Pick<MeasuredTarget, 'targets' | 'command'>;

/** Runs the old and the new code side by side. */
export type CheckChange = (change: ChangeToCheck) => Promise<CheckResult>;

/** Result of checking a hypothesis, or several together. */
export interface CheckedHypothesis {
  readonly id: string;
  readonly result: CheckResult;
}

/** Parts of context.md that the executor reads. */
export interface StrikePlan {
  readonly hypotheses: readonly Hypothesis[];
  /** Runs the tests as one would type it in a shell. */
  readonly test_command: string | null;
  readonly e2e_test: { readonly command: string | null; readonly source: string };
  readonly performance_map: {
    readonly baseline: Readonly<Record<string, number | undefined>>;
    /** Measures the same again; absent: nobody knows what does. */
    readonly test_command?: string | null;
    /** Steps that the time is spent in; absent: unknown. */
    readonly steps?: readonly measure.Step[];
  };
  /** Target of the plan; absent: not stated. */
  readonly problem_statement?: { readonly target: string };
  /** `source` is `default` where nobody has named a target. */
  readonly target_metrics: Readonly<
    Record<string, { readonly value: number; readonly source?: string } | undefined>
  >;
}

/** Input of an execution. */
export interface ExecutionRequest {
  /** Absolute; the only thing of the run that is read (OPT-56). */
  readonly contextFile: string;
  readonly readContext: (text: string) => StrikePlan;
  readonly slug: string;
  /** From 1. */
  readonly cycle: number;
  /** The project, absolute; its tree is only read. */
  readonly root: string;
  /** Commit or branch to start from. Default: what is checked out. */
  readonly start?: string;
  /** Log of what was tried. Default: `.optimization/{slug}/experiments.tsv` in the project. */
  readonly logFile?: string;
  /** Metric that decides, by its name in a baseline. Default: `wall_time_ms`. */
  readonly primaryMetric?: string;
  /** Tests to run instead of the plan's own command. */
  readonly testCommand?: string;
  readonly testTimeoutMs?: number;
  /** Default: live comparisons of what the plan is about. */
  readonly measure?: CompareFolders;
  readonly measureBaseline?: MeasureBaseline;
  readonly codemods?: CodemodApplier;
  /** Default: what rests on a check is refused. */
  readonly check?: CheckChange;
  /** Fixes trivial breakage in a worktree, once; returns true if it changed something (X814-06). */
  readonly repair?: (worktree: Worktree, output: string) => Promise<boolean>;
  /** A unified diff that makes functions tell their times, and what reads them (X814-22). */
  readonly instrumentation?: Instrumentation;
  /** Milliseconds for all of it. Default: 45 minutes (X814-17). */
  readonly timeBudgetMs?: number;
  /** Ends it as the time budget does: with what is committed by then. */
  readonly deadline?: AbortSignal;
  /** Remote that the branch is pushed to; nothing is pushed without (X814-29). */
  readonly pushTo?: string;
  /**
   * Resource limits of its tests and of measured programs. Default: half of the machine's memory.
   */
  readonly limits?: processes.TreeLimits;
  readonly executor?: 'strike' | 'sequential' | 'function';
  readonly signal?: AbortSignal;
}

/** Makes functions tell their times, in a worktree only (C2). */
export interface Instrumentation {
  /** null: they tell their times without a change of any file. */
  readonly patch: string | null;
  /** Times of functions, by name, in milliseconds. */
  readonly measure: (root: string) => Promise<Readonly<Record<string, number>>>;
}

/** An accepted hypothesis, measured against the same code without it. */
export interface EarnedPart {
  readonly id: string;
  /** Improvement of the primary metric; null if the other changes do not work without it. */
  readonly improvement_pct: number | null;
  /** Lines of its patch; null if it was fixed together with the others. */
  readonly added: number | null;
  readonly removed: number | null;
}

export interface RemovedHypothesis {
  readonly id: string;
  readonly reason: string;
}

/** Result of a group of alternatives. */
export interface AlternativesResult {
  readonly alternatives: readonly {
    /** `alternative_a` and on. */
    readonly name: string;
    readonly hypotheses: readonly string[];
    readonly outcome: 'won' | 'lost' | 'failed';
    /** Against the same code without it; null: not measured. */
    readonly improvement_pct: number | null;
    readonly reason: string;
  }[];
  /** Ids of the winner, with commas; null: none was better than none. */
  readonly winner: string | null;
  /** Gain of the winner; null: there is none. */
  readonly delta_pct: number | null;
}

/** Result of an execution (OPT-59, X814-20). */
export interface ExecutionResult {
  /** null: nothing was committed, and no branch was made. */
  readonly branch: string | null;
  readonly baseline: Readonly<Record<string, number>>;
  readonly final: Readonly<Record<string, number>>;
  /** Improvement of the primary metric on fresh held-out pairs. */
  readonly total_improvement_pct: number;
  readonly ratio: { readonly value: number; readonly low: number; readonly high: number };
  readonly target_met: boolean;
  readonly strike_result: 'clean' | 'bisected' | 'failed';
  readonly hypotheses_applied: readonly string[];
  readonly hypotheses_removed: readonly RemovedHypothesis[];
  /** Every applied hypothesis, with what it adds to the others and what it takes. */
  readonly parts: readonly EarnedPart[];
  /**
   * Results of running the old and the new code side by side, for each hypothesis that needed it.
   */
  readonly checks: readonly CheckedHypothesis[];
  /** Left to a person, and never counted as applied. */
  readonly manual: readonly RemovedHypothesis[];
  /** Not tried to the end: the time was up. */
  readonly remaining: readonly string[];
  readonly contested_results: readonly AlternativesResult[];
  readonly files_modified: readonly string[];
  readonly e2e_test: {
    readonly command: string;
    readonly source: string;
    readonly baseline_passed: boolean;
    readonly final_passed: boolean;
  } | null;
  readonly metrics: Readonly<Record<string, MeasuredMetric>>;
  /** Both sides of the confirmed gain, profiled; null: nothing was confirmed, or profiled. */
  readonly explanation: measure.Explanation | null;
  /** Times reported by functions that were instrumented. */
  readonly functions: readonly FunctionDelta[];
  readonly flaky_tests: readonly string[];
  readonly warnings: readonly string[];
  readonly stop_reason:
    | 'target met'
    | 'all contested tested'
    | 'all hypotheses failed'
    /** They fail without any change too by now; all was taken back, and nothing is said of anything. */
    | 'all tests failed'
    | 'time budget exceeded';
}

/** Time of a function before and after. */
export interface FunctionDelta {
  readonly function: string;
  readonly before_ms: number;
  readonly after_ms: number;
  readonly delta_pct: number;
}
