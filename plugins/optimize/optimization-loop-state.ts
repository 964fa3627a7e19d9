import { coreSchemas } from 'perf-harness/plugin';
import { z } from 'zod';
import { programsSchema } from './generators/external-program-settings.ts';
import { problemSchema } from './optimization-problem.ts';
import { targetsSchema } from './optimization-targets.ts';
import { PHASES } from './phase-transition-rules.ts';

const phaseSchema = z.object({
  status: z.enum(['pending', 'running', 'done', 'failed']),
  ts: z.iso
    .datetime()
    .optional()
    .describe('When the status was set; absent while the phase is pending.'),
  worker: z
    .string()
    .optional()
    .describe('Worker that executed the phase; absent: the loop did not delegate the phase.'),
  skipped_by_mode: z.boolean().optional().describe('Skipped by --plan-only.'),
  error: z.string().optional().describe('Error of a failed phase.'),
});
export type PhaseState = z.infer<typeof phaseSchema>;
export type PhaseStatus = PhaseState['status'];

const metricsSchema = z.object({ wall_time_ms: z.number().nonnegative() }).catchall(z.number());

export const cycleSchema = z.object({
  cycle: z.int().positive(),
  status: z.enum(['done', 'failed', 'conflict']),
  baseline: metricsSchema,
  final: metricsSchema,
  improvement_pct: z
    .number()
    .describe('Improvement of the primary metric in percent, with one decimal.'),
  target_met: z.boolean(),
  bottleneck: z.string().describe('`class: detail`.'),
  hypotheses_applied: z.array(z.string()),
  branch: z
    .nullable(z.string())
    .describe(
      'Branch with the changes of this cycle; null means no change from this cycle was accepted.',
    ),
});
/** Result of a cycle (OPT-18). */
export type CycleRecord = z.infer<typeof cycleSchema>;

const decisionSchema = z.object({
  kind: z.string(),
  question: z.string(),
  choices: z.array(z.string()),
  default_choice: z.string(),
  context: z.string(),
  resume_to_phase: z.enum(PHASES),
  blocking: z.boolean(),
});
/** Decision that a person has to make before the loop goes on (OPT-72). */
export type PendingDecision = z.infer<typeof decisionSchema>;

const modeSchema = z.object({
  plan_only: z.boolean(),
  approved: z.array(z.enum(['gate1', 'gate2'])),
  push: z.boolean(),
  cycle_time_ms: z.number().positive(),
  executor: z.enum(['strike', 'sequential', 'function']),
  accept: z
    .enum(['proven', 'guarded', 'checked'])
    .optional()
    .describe(
      'Weakest evidence accepted for a change; absent: `checked`, which accepts all evidence.',
    ),
  programs: programsSchema
    .optional()
    .describe('Absent: only the built-in generators and reviewers are used.'),
});
/** Options that the loop was started with. */
export type Mode = z.infer<typeof modeSchema>;

const runSchema = z.object({
  id: z.string(),
  started_at: z.iso.datetime(),
  /** The commit that the user stood on. */
  base_commit: z.string(),
  /** Commit of the run's own worktree: the base with all cycles merged. */
  head: z.string(),
  mode: modeSchema,
  problem: z.nullable(problemSchema),
  targets: z.nullable(targetsSchema),
  test_command: z.string().describe('Command that runs the tests of the whole project.'),
  service_topology: z.nullable(z.record(z.string(), z.string())),
  /** All hypotheses that were tried; they are not proposed again. */
  tried: z.array(z.object({ cycle: z.int(), id: z.string(), key: z.string(), kept: z.boolean() })),
  gate_waiver: z.nullable(coreSchemas.waiver),
  plan_waiver: z.nullable(coreSchemas.waiver),
  stop: z.nullable(z.object({ reason: z.string(), text: z.string() })),
  pending_decision: z.nullable(decisionSchema),
  reported: z.boolean(),
});
export type RunFacts = z.infer<typeof runSchema>;

export const stateSchema = z.object({
  target: z.string(),
  slug: z.string(),
  cycle_config: z.object({
    max_cycles: z.int().positive(),
    plateau_threshold: z.number().nonnegative().describe('Percent.'),
  }),
  current_cycle: z.int().positive(),
  cycles: z.array(cycleSchema),
  phases: z.partialRecord(z.enum(PHASES), phaseSchema),
  run: runSchema.optional().describe('Absent from state files written by other programs.'),
});
/** State file: everything that a restart needs besides the artefacts of the cycle. */
export type State = z.infer<typeof stateSchema>;
/** The state of a loop that this program began. */
export type RunState = State & { readonly run: RunFacts };

/** Minimum improvement for another cycle, in percent (OPT-22). */
export const DEFAULT_PLATEAU = 5;

/** A loop that has not begun. */
export function createState(
  target: string,
  slug: string,
  maxCycles: number,
  plateau: number,
  run: RunFacts,
): RunState {
  return {
    target,
    slug,
    cycle_config: { max_cycles: maxCycles, plateau_threshold: plateau },
    current_cycle: 1,
    cycles: [],
    phases: Object.fromEntries(PHASES.map((phase) => [phase, { status: 'pending' }])),
    run,
  };
}
