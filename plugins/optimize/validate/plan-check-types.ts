import type { ContextBlock, PlanConcern } from '../context/optimization-context-block-schema.ts';
import type { Hypothesis } from '../document/optimization-hypothesis.ts';
import type { DryRun } from './dry-run-plan.ts';

/** Areas that a plan is reviewed for (V813-14). */
export const REVIEW_AREAS = [
  'bottleneck_alignment',
  'file_feasibility',
  'conflict_correctness',
  'dependency_order',
  'suspicion_coverage',
  'strike_safety',
  'measurement_validity',
  'cross_service',
] as const;
export type ReviewArea = (typeof REVIEW_AREAS)[number];

/** Plan with everything that checks may inspect. Read-only. */
export interface Plan {
  readonly block: ContextBlock;
  /** Takes a path relative to the root of the project that does not leave it. */
  readonly isFile: (path: string) => boolean;
  /** Result of applying the hypotheses in a separate tree; null: nothing could be applied. */
  readonly dryRun: DryRun | null;
  /** Returns true if, by the catalogue, one of two hypotheses makes the other unnecessary. */
  readonly isKnownConflict: (hypothesis: Hypothesis, other: Hypothesis) => boolean;
}

/** A change of the plan that a check has reason for (V813-15). */
export type Correction =
  | { readonly kind: 'remove'; readonly id: string; readonly reason: string }
  | { readonly kind: 'add'; readonly hypothesis: Omit<Hypothesis, 'id'> }
  | {
      readonly kind: 'link' | 'unlink';
      readonly relation: 'conflicts_with' | 'dependencies';
      readonly id: string;
      readonly other: string;
    };

/** Confirmed candidate without a hypothesis against it. */
export interface MissingHypothesis {
  readonly suspicion: string;
  readonly note: string;
}

/** Findings of a check; empty if the plan is fine. */
export interface CheckAnswer {
  /** Hypotheses that cannot be carried out, with why. */
  readonly invalid?: readonly { readonly id: string; readonly reason: string }[];
  readonly concerns?: readonly PlanConcern[];
  readonly missing?: readonly MissingHypothesis[];
  readonly corrections?: readonly Correction[];
  /** Reasons why the plan as a whole cannot be carried out. */
  readonly flaws?: readonly string[];
}

export interface PlanCheck {
  readonly id: string;
  readonly area: ReviewArea;
  readonly check: (plan: Plan) => CheckAnswer;
}
