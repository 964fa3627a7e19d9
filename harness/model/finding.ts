import { z } from 'zod';
import { optionalText } from './described-value-schemas.ts';
import { readonlyObject } from './readonly-object-schema.ts';

export const findingSchema = readonlyObject({
  id: z.string().describe('Identifier of the check or component that found it, kebab-case.'),
  level: z
    .enum(['info', 'warning', 'error'])
    .describe(
      'info: for information only; warning: weakens the result; error: invalidates the result.',
    ),
  message: z.string().describe('Description of the finding, with the supporting numbers.'),
  remedy: optionalText.describe('Next step for the user; never a step that was already taken.'),
  metric: optionalText.describe('Affected metric, if any.'),
});

/** Id of the finding that no scenario runs changed code; the first output lines repeat it. */
export const CHANGE_NOT_RUN = 'change-not-run';

/** Something the reader should know about a result. The only way to warn. */
export type Finding = z.infer<typeof findingSchema>;
