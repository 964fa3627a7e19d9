/** Position of the loop: a phase, or its end. */
export type PhaseOrEnd = Phase | 'DONE';

/** Facts that decide on the transition from one phase to another. */
export interface TransitionFacts {
  readonly gateBlocked: boolean;
  /** Number of researched hypotheses; null if there was no research. */
  readonly hypotheses: number | null;
  readonly contextFile: string | null;
  /** GO, GO_WITH_CONCERNS, NO_GO; null: the plan was not checked. */
  readonly verdict: string | null;
  readonly planWaived: boolean;
  readonly executed: boolean;
  readonly skippedByMode: boolean;
  /** Reason for the end of the loop; null while it continues. */
  readonly stop: string | null;
  readonly reported: boolean;
  readonly failed: boolean;
}

type Guard = (facts: TransitionFacts) => string | null;

const free: Guard = () => null;
const needs =
  (isMet: (facts: TransitionFacts) => boolean, what: string): Guard =>
  (facts) =>
    isMet(facts) ? null : what;

/**
 * Transitions between phases, with their conditions (OPT-71). After a failure the loop goes to the
 * report, with the results so far.
 */
const EDGES: Readonly<Record<string, Guard>> = {
  '0_preflight>1_parse': free,
  '1_parse>2_profile': free,
  '2_profile>3_gate': free,
  '3_gate>4_research': needs(({ gateBlocked }) => !gateBlocked, 'the gate has blocked the loop'),
  '3_gate>9_aggregate': needs(
    ({ gateBlocked }) => gateBlocked,
    'the gate has not blocked the loop',
  ),
  '4_research>5_target': needs(hasHypotheses, 'there are no hypotheses'),
  '4_research>6_context': needs(hasHypotheses, 'there are no hypotheses'),
  '4_research>9_aggregate': needs(({ hypotheses }) => hypotheses === 0, 'there are hypotheses'),
  '5_target>6_context': free,
  '6_context>7_validate': needs(
    ({ contextFile }) => contextFile !== null,
    'no context was written',
  ),
  '7_validate>8_execute': needs(
    ({ verdict, planWaived }) => verdict === 'GO' || verdict === 'GO_WITH_CONCERNS' || planWaived,
    'the plan was not accepted',
  ),
  '7_validate>9_aggregate': needs(
    ({ verdict, planWaived }) => verdict === 'NO_GO' && !planWaived,
    'the plan was accepted',
  ),
  '8_execute>9_aggregate': needs(
    ({ executed, skippedByMode }) => executed || skippedByMode,
    'nothing was executed',
  ),
  '8_execute>2_profile': needs(
    ({ stop }) => stop === null,
    'the loop has already found a reason to stop',
  ),
  '9_aggregate>10_report': free,
  '10_report>11_meta': needs(({ reported }) => reported, 'the report was not written'),
  '11_meta>DONE': needs(({ reported }) => reported, 'the report was not written'),
};

function hasHypotheses({ hypotheses }: TransitionFacts): boolean {
  return hypotheses !== null && hypotheses > 0;
}

/** Returns the reason why a transition is not allowed; null if it is. */
export function explainRefusal(from: Phase, to: PhaseOrEnd, facts: TransitionFacts): string | null {
  if (facts.failed && to === '9_aggregate') return null;
  const guard = EDGES[`${from}>${to}`];
  return guard === undefined ? 'there is no such transition' : guard(facts);
}

/** @throws Error for a transition that is not allowed: a defect of the loop itself. */
export function requireTransition(from: Phase, to: PhaseOrEnd, facts: TransitionFacts): void {
  const reason = explainRefusal(from, to, facts);
  if (reason !== null) throw new Error(`illegal transition ${from} -> ${to}: ${reason}`);
}

/** The phases of an improvement, in their order: 0 and 1 once, 2 to 8 in each cycle, 9 to 11 once. */
export const PHASES = [
  '0_preflight',
  '1_parse',
  '2_profile',
  '3_gate',
  '4_research',
  '5_target',
  '6_context',
  '7_validate',
  '8_execute',
  '9_aggregate',
  '10_report',
  '11_meta',
] as const;
export type Phase = (typeof PHASES)[number];

/** Phases repeated in each cycle; the target (5) is set in the first and stays. */
export const CYCLE_PHASES: readonly Phase[] = [
  '2_profile',
  '3_gate',
  '4_research',
  '6_context',
  '7_validate',
  '8_execute',
];

/** Workers of the phases that the loop delegates. */
export const PHASE_WORKERS: Readonly<Partial<Record<Phase, string>>> = {
  '2_profile': 'profiler',
  '3_gate': 'wrong-tool-gate',
  '4_research': 'hypothesis-generator',
  '7_validate': 'plan-validator',
  '8_execute': 'plan-executor',
};
