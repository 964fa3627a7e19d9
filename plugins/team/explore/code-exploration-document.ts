import { z } from 'zod';

export const explorationSchema = z
  .object({
    scope: z.string().describe('Folder or file, relative to the root; `.`: the whole project.'),
    module_map: z
      .array(
        z.object({ file: z.string(), role: z.string(), hot_path: z.boolean() }).strict().readonly(),
      )
      .readonly(),
    hot_paths: z
      .array(
        z
          .object({
            chain: z.array(z.string()).readonly().describe('Functions, caller first.'),
            frequency: z.enum(['high', 'medium', 'low']),
            files: z.array(z.string()).readonly(),
          })
          .strict()
          .readonly(),
      )
      .readonly()
      .describe('Where time is spent, largest share first.'),
    existing_optimizations: z
      .array(
        z
          .object({ type: z.string(), location: z.string(), description: z.string() })
          .strict()
          .readonly(),
      )
      .readonly(),
    investigation_targets: z
      .array(z.object({ location: z.string(), reason: z.string() }).strict().readonly())
      .readonly(),
  })
  .strict()
  .readonly();
/** Structure of a part of a project, and its places worth an investigation (TPX-01). */
export type Exploration = z.infer<typeof explorationSchema>;
