import { z } from 'zod';

export const MECHANISMS = [
  'connections',
  'cache',
  'queries',
  'locks',
  'cpu',
  'memory',
  'event loop',
  'network',
  'disk',
  'timeouts',
  'scaling',
  'load',
] as const;
export const mechanismSchema = z.enum(MECHANISMS);
/** Mechanism through which a cause acts and which a signal shows. */
export type CauseMechanism = z.infer<typeof mechanismSchema>;

export const changeSchema = z
  .object({
    id: z.string(),
    kind: z.enum([
      'configuration',
      'dependency',
      'code',
      'removed safeguard',
      'traffic',
      'resource',
    ]),
    label: z
      .enum(['NEW ISSUE', 'REGRESSION', 'DEPENDENCY ISSUE', 'CONFIGURATION ISSUE'])
      .describe('What sort of trouble it would be.'),
    title: z.string(),
    at: z.string().nullable().describe('When it took effect: its deployment, else its commit.'),
    commit: z.string().nullable(),
    deployment: z.string().nullable(),
    file: z.string().nullable(),
    line: z.int().positive().nullable(),
    before: z.string().nullable(),
    after: z.string().nullable(),
    mechanisms: z.array(mechanismSchema).readonly(),
    direction: z
      .enum(['worse', 'hides', 'unclear', 'neutral'])
      .describe(
        'hides: what it makes bearable stays as it is, such as a longer time-out. unclear: its look does not say.',
      ),
    cost: z.string().describe('Measured; `unknown` where nobody measured it.'),
  })
  .readonly();
/** Change that might be the cause. */
export type IncidentChange = z.infer<typeof changeSchema>;
