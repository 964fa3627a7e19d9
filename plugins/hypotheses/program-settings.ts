import { z } from 'zod';
import type { ExternalProgram } from './program-contract.ts';

/** A program of the user's as it is kept with a loop, so that a restart asks the same one. */
export const programSettingsSchema = z.object({
  id: z
    .string()
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/u)
    .describe('In messages and in names of recordings.'),
  command: z.tuple([z.string().min(1)], z.string()).describe('Program and arguments.'),
  timeout_ms: z.number().positive().optional(),
  network: z.boolean(),
  env: z.array(z.string()).describe('Names of variables that it gets.'),
});
/** A program of the user's that proposes, or that reviews. */
export type ProgramSettings = z.infer<typeof programSettingsSchema>;

/** Who proposes changes and who reviews plans, beside what is built in. */
export const programsSchema = z.object({
  built_in: z.boolean().describe('Whether the built-in generator proposes too.'),
  generators: z.array(programSettingsSchema),
  reviewers: z.array(programSettingsSchema),
  replay: z
    .string()
    .nullable()
    .describe('Folder of recorded answers that are taken in place of asking; null: all are asked.'),
});
/** Who proposes and who reviews. */
export type Programs = z.infer<typeof programsSchema>;

/** Nobody but what is built in. */
export const NO_PROGRAMS: Programs = {
  built_in: true,
  generators: [],
  reviewers: [],
  replay: null,
};

/** As the contract of programs has it; without a time limit where none is set. */
export function programOf({
  timeout_ms: timeoutMs,
  ...program
}: ProgramSettings): Omit<ExternalProgram, 'timeoutMs'> & { readonly timeoutMs?: number } {
  return { ...program, ...(timeoutMs !== undefined && { timeoutMs }) };
}
