import { z } from 'zod';
import { readonlyObject } from './readonly-object-schema.ts';

export const e2eTestSourceSchema = z
  .enum(['user', 'route', 'function', 'module', 'none'])
  .describe(
    'What led to the end-to-end test: the user named it, or it holds the route, the name of the function, or an import of the module. none: there is none.',
  );
export type E2eTestSource = z.infer<typeof e2eTestSourceSchema>;

export const testCommandsSchema = readonlyObject({
  test_command: z.string().describe('Runs what is profiled, as one would type it in a shell.'),
  e2e_test_command: z.string().nullable(),
  e2e_test_source: e2eTestSourceSchema,
}).refine(
  (commands) => (commands.e2e_test_source === 'none') === (commands.e2e_test_command === null),
  {
    error: 'e2e_test_source is none exactly where there is no e2e_test_command',
    path: ['e2e_test_source'],
  },
);
/** Commands that exercise an entry point, and the end-to-end test that judges a change of it. */
export type TestCommands = z.infer<typeof testCommandsSchema>;
