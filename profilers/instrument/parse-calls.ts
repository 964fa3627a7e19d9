import { z } from 'zod';
import { UnitFailure } from '../../harness/model/executor.ts';
import { FIELDS } from './call-slots.ts';
import { CALLS_FORMAT, type WrittenCalls } from './calls-file.ts';

const writtenSchema: z.ZodType<WrittenCalls> = z
  .object({
    format: z.literal(CALLS_FORMAT),
    startMs: z.number(),
    widthMs: z.number().positive(),
    rows: z
      .array(
        z
          .array(z.number())
          .length(2 + FIELDS.length)
          .readonly(),
      )
      .readonly(),
    memory: z.array(z.tuple([z.int(), z.number(), z.number()]).readonly()).readonly(),
    loaded: z.array(z.string()).readonly(),
    changed: z.array(z.string()).readonly(),
  })
  .readonly();

/** @throws UnitFailure where it is nothing that a preload has written. */
export function parseCalls(text: string): WrittenCalls {
  try {
    return writtenSchema.parse(JSON.parse(text));
  } catch (error) {
    const reason = error instanceof z.ZodError ? 'it has another form' : (error as Error).message;
    throw new UnitFailure({
      reason: 'protocol',
      message: `what instrumented functions told cannot be read: ${reason}`,
    });
  }
}
