import { z } from 'zod';
import { readonlyObject } from './readonly-object-schema.ts';

export const machineStateSchema = readonlyObject({
  cpuCount: z.int().positive(),
  loadAverage: z.number().describe('Average number of runnable processes over the last minute.'),
  busyShare: z
    .number()
    .nullable()
    .describe('Share of CPU time used by other processes over a short window, 0 to 1.'),
  stealShare: z
    .number()
    .nullable()
    .describe(
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
