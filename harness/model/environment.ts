import { z } from 'zod';

export const environmentSchema = z
  .object({
    machine: z
      .object({
        id: z.string().describe('Fingerprint of hardware and operating system, not of the user.'),
        hostname: z.string(),
        platform: z.string(),
        arch: z.string(),
        release: z.string().describe('Kernel release.'),
        cpuModel: z.string(),
        cpuCount: z.int().positive(),
        memoryBytes: z.number().positive(),
        virtual: z.boolean().nullable().describe('Runs under a hypervisor; null where unknown.'),
      })
      .readonly(),
    runtime: z
      .object({ node: z.string(), v8: z.string(), execPath: z.string() })
      .readonly()
      .describe('The Node.js that measured units run on.'),
    harness: z.object({ version: z.string() }).readonly(),
    git: z
      .object({ commit: z.string(), branch: z.string().nullable(), dirty: z.boolean() })
      .readonly()
      .nullable(),
    ci: z.string().nullable().describe('Name of the CI service, where there is one.'),
  })
  .readonly();

/** Machine, runtime and tools that a run was measured with. */
export type Environment = z.infer<typeof environmentSchema>;
