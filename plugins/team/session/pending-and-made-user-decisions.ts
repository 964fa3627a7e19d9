import { z } from 'zod';
import { optimizationIdSchema, PRIORITIES } from './optimization-summary-and-priority.ts';

/**
 * Points where a team waits for a person. CP-0: the target of the work is unclear. `consensus`: a
 * discussion ended in a severe disagreement.
 */
export const CHECKPOINTS = ['CP-0', 'CP-1', 'CP-2', 'CP-2.5', 'CP-3', 'CP-4', 'consensus'] as const;
export type Checkpoint = (typeof CHECKPOINTS)[number];

export const answerSchema = z.discriminatedUnion('choice', [
  z.object({ choice: z.literal('proceed') }),
  z.object({ choice: z.literal('metric'), metric: z.string().min(1) }),
  z.object({ choice: z.literal('narrow'), scope: z.array(z.string()).min(1) }),
  z.object({
    choice: z.literal('reorder'),
    priorities: z.record(optimizationIdSchema, z.enum(PRIORITIES)),
  }),
  z.object({ choice: z.literal('revise') }),
  z.object({ choice: z.literal('archive') }),
  z.object({ choice: z.literal('keep') }),
  z.object({ choice: z.literal('export'), folder: z.string() }),
]);
export type Answer = z.infer<typeof answerSchema>;
export type Choice = Answer['choice'];

/**
 * Possible answers at each checkpoint; the first is the answer of `--yes`, except at CP-0 (the
 * meaning is unclear) and `consensus`. CP-2.5 and CP-3 ask no question: the action of the
 * coordinator is recorded with the answers.
 */
export const CHOICES: Readonly<Record<Checkpoint, readonly [Choice, ...Choice[]]>> = {
  'CP-0': ['proceed', 'narrow', 'metric'],
  'CP-1': ['proceed', 'narrow'],
  'CP-2': ['proceed', 'reorder'],
  'CP-2.5': ['proceed'],
  'CP-3': ['proceed'],
  'CP-4': ['archive', 'keep', 'export'],
  consensus: ['proceed', 'revise'],
};

/** The name of a decision. @param about - The task that raised it, or the number of the completion. */
export function decisionId(checkpoint: Checkpoint, about: string): string {
  return `${checkpoint}:${about}`;
}

/** Id of the question about the target, the only question that no task raises. */
export const TARGET_QUESTION = decisionId('CP-0', 'target');

export const pendingDecisionSchema = z.object({
  id: z.string().describe('`CP-1:PROFILE-001`.'),
  checkpoint: z.enum(CHECKPOINTS),
  about: z
    .string()
    .describe(
      'The task that raised the question; for CP-4, the number of tasks when the session completed.',
    ),
  question: z.string(),
  see: z.string().nullable().describe('File to read first, relative to the session folder.'),
});
/** Decision that a person has to make before this part of the session continues. */
export type PendingDecision = z.infer<typeof pendingDecisionSchema>;

export const decisionSchema = z.object({
  id: z.string(),
  checkpoint: z.enum(CHECKPOINTS),
  about: z.string(),
  answer: answerSchema,
  by: z.enum(['person', 'yes', 'timeout', 'coordinator']),
  at: z.iso.datetime(),
  text: z.string().optional().describe('What the coordinator did, if it made the decision itself.'),
});
export type Decision = z.infer<typeof decisionSchema>;
