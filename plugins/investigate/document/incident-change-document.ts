import { z } from 'zod';
import { list, object } from './schema-parts.ts';

export const mechanismSchema = z.enum([
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
]);
/** Mechanism through which a cause acts and which a signal shows. */
export type CauseMechanism = z.infer<typeof mechanismSchema>;

export const changeSchema = object({
  id: z.string(),
  kind: z.enum(['configuration', 'dependency', 'code', 'removed safeguard', 'traffic', 'resource']),
  label: z
    .enum(['NEW ISSUE', 'REGRESSION', 'DEPENDENCY ISSUE', 'CONFIGURATION ISSUE'])
    .describe('Type of problem, if this change is the cause.'),
  title: z.string(),
  at: z
    .string()
    .nullable()
    .describe('When the change took effect: the time of its deployment, or else of its commit.'),
  commit: z.string().nullable(),
  deployment: z.string().nullable(),
  file: z.string().nullable(),
  line: z.int().positive().nullable(),
  before: z.string().nullable(),
  after: z.string().nullable(),
  mechanisms: list(mechanismSchema),
  direction: z
    .enum(['worse', 'hides', 'unclear', 'neutral'])
    .describe(
      'hides: the change, such as a longer time-out, masks a problem that persists. unclear: the effect cannot be judged from the change.',
    ),
  cost: z.string().describe('Measured cost; `unknown` if it was not measured.'),
});
/** Change that might be the cause. */
export type IncidentChange = z.infer<typeof changeSchema>;

/** Creates a change of unmeasured cost: by default for the worse, without a place or values. */
export function createChange(
  origin: Pick<IncidentChange, 'at' | 'commit' | 'deployment'>,
  own: Pick<IncidentChange, 'id' | 'kind' | 'label' | 'title' | 'mechanisms'> &
    Partial<IncidentChange>,
): IncidentChange {
  const { id, kind, label, title, mechanisms, direction = 'worse' } = own;
  const { file = null, line = null, before = null, after = null } = own;
  const place = { ...origin, file, line, before, after };
  return { id, kind, label, title, ...place, mechanisms, direction, cost: 'unknown' };
}
