import { z } from 'zod';
import { readonlyObject } from './readonly-object-schema.ts';

export const environmentSchema = readonlyObject({
  machine: readonlyObject({
    id: z
      .string()
      .describe('Fingerprint of the hardware and operating system; does not identify the user.'),
    hostname: z.string(),
    platform: z.string(),
    arch: z.string(),
    release: z.string().describe('Kernel release.'),
    cpuModel: z.string(),
    cpuCount: z.int().positive(),
    memoryBytes: z.number().positive(),
    virtual: z
      .boolean()
      .nullable()
      .describe('Whether the machine runs under a hypervisor; null means unknown.'),
  }),
  runtime: readonlyObject({ node: z.string(), v8: z.string(), execPath: z.string() }).describe(
    'The Node.js executable that runs the measured code.',
  ),
  harness: readonlyObject({ version: z.string() }),
  git: readonlyObject({
    commit: z.string(),
    branch: z.string().nullable(),
    dirty: z.boolean(),
  }).nullable(),
  ci: z.string().nullable().describe('Name of the CI service, if any.'),
});

/** Machine, runtime and tools that a run was measured with. */
export type Environment = z.infer<typeof environmentSchema>;
