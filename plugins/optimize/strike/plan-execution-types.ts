import type { measure, processes } from 'perf-harness/plugin';
import type { CheckResult } from '../document/behavior-check-result.ts';
import type {
  EndToEndTest,
  OptimizationAlternatives,
  OptimizationFunction,
  OptimizationRatio,
} from '../document/optimization-cycle.ts';
import type { Hypothesis } from '../document/optimization-hypothesis.ts';
import type {
  CompareFolders,
  MeasureBaseline,
  MeasuredMetric,
  MeasuredTarget,
} from './compare-project-folder-performance.ts';
import type { Worktree } from './trial-worktrees.ts';

/** Two states of a project of which only the named files differ. */
export interface ChangeToCheck {
  /** Folders of the project before and after, absolute. */
  readonly base: string;
  readonly head: string;
  /** Folder with the version whose calls are recorded, absolute. Default: `base`. */
  readonly recordedIn?: string;
  /** From the root of the project, with slashes. */
  readonly files: readonly string[];
  /** Shell command that calls the code. */
  readonly testCommand: string;
  /** Measured target, which calls it too. */
  readonly scenario: ScenarioToWatch;
  /** True if asynchronous calls may overlap, as the change is meant to wait less. */
  readonly mayOverlap: boolean;
  /** True if only the cost of calls is checked, as the source proves equal behavior. */
  readonly costsOnly?: boolean;
  readonly signal: AbortSignal;
}

/** Scenarios by name, or a command in place of them; absent: those of the configuration. */
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
  /** Shell command that runs the tests. */
  readonly test_command: string | null;
  readonly e2e_test: { readonly command: string | null; readonly source: string };
  readonly performance_map: {
    readonly baseline: Readonly<Record<string, number | undefined>>;
    /** Command that repeats the measurement; absent if unknown. */
    readonly test_command?: string | null;
    /** Steps that the time is spent in; absent: unknown. */
    readonly steps?: readonly measure.Step[];
  };
  /** Target of the plan; absent: not stated. */
  readonly problem_statement?: { readonly target: string };
  /** `source` is `default` if nobody set a target. */
  readonly target_metrics: Readonly<
    Record<string, { readonly value: number; readonly source?: string } | undefined>
  >;
}

/** Input of an execution. */
export interface ExecutionRequest {
  /** The only thing of the run that is known to the execution. */
  readonly plan: StrikePlan;
  readonly slug: string;
  /** From 1. */
  readonly cycle: number;
  /** The project, absolute; its tree is only read. */
  readonly root: string;
  /** Commit or branch to start from. Default: the checked-out commit. */
  readonly start?: string;
  /** Log of experiments. Default: `.optimization/{slug}/experiments.tsv` in the project. */
  readonly logFile?: string;
  /** Metric that decides, by its name in a baseline. Default: `wall_time_ms`. */
  readonly primaryMetric?: string;
  /** Tests to run instead of the plan's own command. */
  readonly testCommand?: string;
  readonly testTimeoutMs?: number;
  /** Default: live comparisons of the plan's target. */
  readonly measure?: CompareFolders;
  readonly measureBaseline?: MeasureBaseline;
  /** Default: hypotheses that need a check are refused. */
  readonly check?: CheckChange;
  /** Fixes trivial breakage in a worktree, once; returns true if it changed something. */
  readonly repair?: (worktree: Worktree, output: string) => Promise<boolean>;
  /** Times functions before and after the changes. Default: none are timed. */
  readonly instrumentation?: Instrumentation;
  /** Total time budget in milliseconds. Default: 45 minutes. */
  readonly timeBudgetMs?: number;
  /** Ends the execution like the time budget: with what is committed by then. */
  readonly deadline?: AbortSignal;
  /** Remote that the branch is pushed to; without one, nothing is pushed. */
  readonly pushTo?: string;
  /** Resource limits of its tests and measured programs. Default: half of the machine's memory. */
  readonly limits?: processes.TreeLimits;
  readonly executor?: 'strike' | 'sequential' | 'function';
  readonly signal?: AbortSignal;
}

/** Returns the times of functions in a folder of the project, by name, in milliseconds. */
export type Instrumentation = (root: string) => Promise<Readonly<Record<string, number>>>;

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

/** Result of an execution. */
export interface ExecutionResult {
  /** null if nothing was committed, so that no branch was created. */
  readonly branch: string | null;
  readonly baseline: Readonly<Record<string, number>>;
  readonly final: Readonly<Record<string, number>>;
  /** Improvement of the primary metric on fresh held-out pairs. */
  readonly total_improvement_pct: number;
  readonly ratio: OptimizationRatio;
  readonly target_met: boolean;
  readonly strike_result: 'clean' | 'bisected' | 'failed';
  readonly hypotheses_applied: readonly string[];
  readonly hypotheses_removed: readonly RemovedHypothesis[];
  /** All applied hypotheses, each with its own contribution and its patch size. */
  readonly parts: readonly EarnedPart[];
  /** Results of running old and new code side by side, per hypothesis that needed it. */
  readonly checks: readonly CheckedHypothesis[];
  /** Hypotheses left to a person, never counted as applied. */
  readonly manual: readonly RemovedHypothesis[];
  /** Not tried to the end: the time was up. */
  readonly remaining: readonly string[];
  readonly contested_results: readonly OptimizationAlternatives[];
  readonly files_modified: readonly string[];
  readonly e2e_test: EndToEndTest | null;
  readonly metrics: Readonly<Record<string, MeasuredMetric>>;
  /** Profiles of both sides of the confirmed gain; null if nothing was confirmed or profiled. */
  readonly explanation: measure.Explanation | null;
  /** Times reported by functions that were instrumented. */
  readonly functions: readonly OptimizationFunction[];
  readonly flaky_tests: readonly string[];
  readonly warnings: readonly string[];
  readonly stop_reason:
    | 'target met'
    | 'all contested tested'
    | 'all hypotheses failed'
    /** Tests now fail even without changes: everything was reverted, no hypothesis is judged. */
    | 'all tests failed'
    | 'time budget exceeded';
}
