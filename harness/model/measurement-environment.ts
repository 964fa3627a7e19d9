import { z } from 'zod';
import { nullableNumber, nullableText } from './described-value-schemas.ts';
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
  ci: nullableText.describe('Name of the CI service, if any.'),
});

/** Machine, runtime and tools that a run was measured with. */
export type Environment = z.infer<typeof environmentSchema>;

export const machineStateSchema = readonlyObject({
  cpuCount: z.int().positive(),
  loadAverage: z.number().describe('Average number of runnable processes over the last minute.'),
  busyShare: nullableNumber.describe(
    'Share of CPU time used by other processes over a short window, 0 to 1.',
  ),
  stealShare: nullableNumber.describe(
    'Share of CPU time taken by the hypervisor over the window used for `busyShare`, 0 to 1.',
  ),
  heavyProcesses: z
    .array(
      readonlyObject({
        pid: z.int(),
        name: z.string(),
        cpuShare: z
          .number()
          .describe('CPU use of the process as a share of one core; 1 is one core fully used.'),
      }),
    )
    .readonly()
    .describe('Other processes that used a fifth of a core or more, busiest first.'),
  governors: z.array(z.string()).readonly().describe('CPU frequency governors in use.'),
  onBattery: z.boolean().nullable(),
  clockStepMs: z.number().describe('Smallest observed clock step, milliseconds.'),
  disturbances: z
    .array(z.string())
    .readonly()
    .describe('Active Node.js options that can skew measurements, such as --inspect.'),
});

/** State of the machine just before measuring. Unreadable values are null. */
export type MachineState = z.infer<typeof machineStateSchema>;
