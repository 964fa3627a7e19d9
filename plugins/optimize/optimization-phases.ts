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
