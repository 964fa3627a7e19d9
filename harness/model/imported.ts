import { z } from 'zod';

export const importedSchema = z
  .object({
    format: z.string().describe('The word that `perf-harness import` knows the file by.'),
    tool: z.string().describe('Name of the program that measured.'),
    version: z.string().nullable().describe('Its version; null: the file does not say.'),
    files: z.array(z.string()).readonly().describe('Names of the files, without their folders.'),
    machine: z.string().nullable().describe('What the file says of the machine; null: nothing.'),
    runtime: z
      .string()
      .nullable()
      .describe('What the file says of the runtime of the measured code; null: nothing.'),
  })
  .readonly();

/** Where a run comes from that another program has measured. */
export type Imported = z.infer<typeof importedSchema>;
