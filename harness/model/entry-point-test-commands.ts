import { z } from 'zod';
import { readonlyObject } from './readonly-object-schema.ts';

export const e2eTestSourceSchema = z
  .enum(['user', 'route', 'function', 'module', 'none'])
  .describe(
    'How the end-to-end test was found: named by the user, or because it contains the route, the function name, or an import of the module. none: there is no such test.',
  );
export type E2eTestSource = z.infer<typeof e2eTestSourceSchema>;

export const testCommandsSchema = readonlyObject({
  test_command: z.string().describe('Shell command that runs the profiled code.'),
  e2e_test_command: z.string().nullable(),
  e2e_test_source: e2eTestSourceSchema,
}).refine(
  (commands) => (commands.e2e_test_source === 'none') === (commands.e2e_test_command === null),
  {
    error: 'e2e_test_source must be none if and only if there is no e2e_test_command',
    path: ['e2e_test_source'],
  },
);
/** Commands that exercise an entry point, and the end-to-end test that judges a change of it. */
export type TestCommands = z.infer<typeof testCommandsSchema>;
