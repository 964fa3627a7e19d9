import { z } from 'zod';
import { readonlyObject } from './readonly-object-schema.ts';

export const machineStateSchema = readonlyObject({
  cpuCount: z.int().positive(),
  loadAverage: z.number().describe('Runnable processes over the last minute.'),
  busyShare: z
    .number()
    .nullable()
    .describe('Share of CPU time over a short window that other processes used, 0 to 1.'),
  stealShare: z
    .number()
    .nullable()
    .describe('Share of CPU time over the same window that the hypervisor took, 0 to 1.'),
  heavyProcesses: z
    .array(
      readonlyObject({
        pid: z.int(),
        name: z.string(),
        cpuShare: z.number().describe('Share of one core: 1 is one core fully used.'),
      }),
    )
    .readonly()
    .describe('Other processes that used a fifth of a core or more, busiest first.'),
  governors: z.array(z.string()).readonly().describe('CPU frequency governors in use.'),
  onBattery: z.boolean().nullable(),
  clockStepMs: z.number().describe('Smallest step of the clock that was seen, milliseconds.'),
  disturbances: z
    .array(z.string())
    .readonly()
    .describe('Node options in force that disturb measuring, such as --inspect.'),
});

/** State of the machine just before measuring. Unreadable values are null. */
export type MachineState = z.infer<typeof machineStateSchema>;
