import { display } from 'perf-harness/plugin';
import { z } from 'zod';
import { listOf, readonlyObject } from './read-only-schemas.ts';

const counterexampleSchema = readonlyObject({
  call: z.string().describe('Smallest call whose outcome differs, as a line of code.'),
  before: z.string().describe('Outcome before the change.'),
  after: z.string(),
  kind: z.enum(['result', 'error', 'mutation', 'callbacks', 'rejection', 'time']),
  test: z
    .string()
    .describe('Test file for node:test that passes before the change and fails after it.'),
  origin: z
    .enum(['captured', 'made'])
    .describe('A captured call, or a call generated from captured calls.'),
});
/** Call for which the old and the new code behave differently. */
export type Counterexample = z.infer<typeof counterexampleSchema>;
/** Aspect in which two versions of a module differ. */
export type DifferenceKind = Counterexample['kind'];

const callSizeSchema = readonlyObject({
  of: z
    .enum(['lists', 'texts', 'any'])
    .describe(
      'What the size measures: the longest list, map or set; if there is none, the longest string.',
    ),
  up_to: z.int().nonnegative().describe('Maximum number of items or characters: 1, 4, 16 …'),
});
/** Size class of the input of a call. */
export type CallSize = z.infer<typeof callSizeSchema>;

export const timeSchema = readonlyObject({
  kind: z.literal('time'),
  function: z.string(),
  size: callSizeSchema,
  calls: z
    .int()
    .nonnegative()
    .describe(
      'Number of captured calls of this size; 0: captured input was repeated to this size.',
    ),
  share: z.number().describe('Share of the total time of all captured calls, from 0 to 1.'),
  ratio: z
    .number()
    .describe('Time after the change divided by the time before; above 1 is slower.'),
  low: z.number(),
  high: z.number(),
});
/** Times of recorded calls of one function and size, before and after a change. */
export type CallTimes = z.infer<typeof timeSchema>;

const lossSchema = z.discriminatedUnion('kind', [
  timeSchema,
  readonlyObject({
    kind: z.literal('memory'),
    function: z.string(),
    bytes: z
      .number()
      .describe('Bytes retained for each call with new arguments; the total is unbounded.'),
    bytes_before: z.number(),
  }),
]);
/** Extra cost of calls of the new code over the old code. */
export type CallLoss = z.infer<typeof lossSchema>;

export const checkResultSchema = z.discriminatedUnion('state', [
  readonlyObject({
    state: z.literal('same'),
    functions: listOf(z.string()),
    captured: z.int().nonnegative().describe('Number of captured calls that were replayed.'),
    made: z.int().nonnegative().describe('Number of calls generated from captured calls.'),
    seconds: z.number().nonnegative(),
    assumes: listOf(z.string()).describe('Assumptions that no call can verify, one sentence each.'),
    losses: listOf(lossSchema)
      .optional()
      .describe(
        'Call sizes at which the new code is slower, but the calls are too short for this to matter.',
      ),
    unchanged: listOf(timeSchema)
      .optional()
      .describe('Call sizes at which the time is shown to differ by less than 10 %.'),
    isMemoryMeasured: z
      .boolean()
      .optional()
      .describe(
        'True if calls with ever new arguments were measured, and retain no more memory than before.',
      ),
    fasterRepeated: listOf(timeSchema)
      .optional()
      .describe(
        'Call sizes at which the new code is faster only for arguments that it had before, as a cache is.',
      ),
    faster: listOf(timeSchema)
      .optional()
      .describe(
        'Call sizes at which the new code is faster, timed on captured calls in both orders.',
      ),
  }),
  readonlyObject({
    state: z.literal('loses'),
    functions: listOf(z.string()),
    losses: listOf(lossSchema).describe(
      'Costs of the change in time or memory; the results of the calls are the same.',
    ),
  }),
  readonlyObject({ state: z.literal('differs'), counterexample: counterexampleSchema }),
  readonlyObject({ state: z.literal('unknown'), reason: z.string() }),
]);
/** Result of running the old and the new code side by side. */
export type CheckResult = z.infer<typeof checkResultSchema>;

/** Describes a loss: `allowed is slower on lists of up to 4: 1.31 (1.22 to 1.40)`. */
export function describeLoss(loss: CallLoss): string {
  switch (loss.kind) {
    case 'time': {
      const { ratio, low, high } = loss;
      const range = `${ratio.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})`;
      return `${loss.function} is slower${sizeWords(loss.size)}: ${range}`;
    }
    case 'memory': {
      const kept = loss.bytes_before === 0 ? 'nothing' : `${loss.bytes_before} bytes`;
      return `${loss.function} retains ${loss.bytes} bytes for each call with new arguments (before the change: ${kept})`;
    }
  }
}

/** Size of the input of calls, as the end of a phrase: ` on lists of up to 4 items`. */
export function sizeWords({ of, up_to: upTo }: CallSize): string {
  switch (of) {
    case 'lists':
      return ` on lists of up to ${display.plural(upTo, 'item')}`;
    case 'texts':
      return ` on strings of up to ${display.plural(upTo, 'character')}`;
    case 'any':
      return '';
  }
}
