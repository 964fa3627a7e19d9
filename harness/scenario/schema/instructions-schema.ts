import { z } from 'zod';
import type { InstructionSettings } from '../../model/scenario/scenario.ts';
import { closed, wholeNumber } from './schema-parts.ts';

const EXPECTED = 'an object such as { jitless: true }';
const jitless = z.boolean({ error: 'true or false' }).optional();

/** The key `instructions` of a function. */
export const functionInstructionsSchema = closed(EXPECTED, {
  jitless,
  iterations: wholeNumber(1, 'a whole number of calls, 1 or more').optional(),
});

/** The key `instructions` of a command: each run is counted once, so nothing is repeated. */
export const commandInstructionsSchema = closed(EXPECTED, { jitless });

/** The metric that the key asks for. */
export const INSTRUCTIONS_METRIC = 'instructions';

/** The setting as scenarios hold it; nothing where the definition says nothing. */
export function toInstructions(
  read:
    | { readonly jitless?: boolean | undefined; readonly iterations?: number | undefined }
    | undefined,
): { readonly instructions?: InstructionSettings } {
  if (read === undefined) return {};
  const { jitless: isJitless = false, iterations = null } = read;
  return { instructions: { jitless: isJitless, iterations } };
}
