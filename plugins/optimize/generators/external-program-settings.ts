import { z } from 'zod';
import { CODING_AGENTS, type CodingAgentName } from '../agents/coding-agents.ts';
import type { ExternalProgram } from './external-program.ts';

/** Settings of a user's program, stored with a loop so that a restart runs the same program. */
export const programSettingsSchema = z.object({
  id: z
    .string()
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/u)
    .describe('Name used in messages and in the names of recordings.'),
  command: z.tuple([z.string().min(1)], z.string()).describe('Program and arguments.'),
  timeout_ms: z.number().positive().optional(),
  agent: z
    .object({
      name: z.enum(Object.keys(CODING_AGENTS) as [CodingAgentName, ...CodingAgentName[]]),
      budget: z.string().describe('Budget in the format of `--agent-budget`.'),
    })
    .optional()
    .describe('Coding agent to call through its adapter; absent: the command is called directly.'),
  network: z.boolean(),
  env: z.array(z.string()).describe('Names of environment variables passed to the program.'),
});
/** A program of the user's that proposes, or that reviews. */
export type ProgramSettings = z.infer<typeof programSettingsSchema>;

/** Programs that propose changes and review plans, in addition to the built-in parts. */
export const programsSchema = z.object({
  built_in: z.boolean().describe('Whether the built-in generator also makes proposals.'),
  generators: z.array(programSettingsSchema),
  reviewers: z.array(programSettingsSchema),
  replay: z
    .nullable(z.string())
    .describe(
      'Folder of recorded answers to use instead of running programs; null means all programs are run.',
    ),
});
/** Programs that propose changes and review plans. */
export type Programs = z.infer<typeof programsSchema>;

/** Only the built-in generator, without external programs. */
export const NO_PROGRAMS: Programs = {
  built_in: true,
  generators: [],
  reviewers: [],
  replay: null,
};

type AnyTimeProgram = Omit<ExternalProgram, 'timeoutMs'> & { readonly timeoutMs?: number };

/** As the contract of programs has it. */
export function programOf({
  timeout_ms: timeoutMs,
  agent: _,
  ...program
}: ProgramSettings): AnyTimeProgram {
  return { ...program, ...(timeoutMs !== undefined && { timeoutMs }) };
}

/**
 * Returns the program of a generator. The adapter of a coding agent is a command of perf-harness
 * itself.
 * @param own - Executable of perf-harness, and the arguments before its command.
 */
export function resolveProposingProgram(
  settings: ProgramSettings,
  own: { readonly file: string; readonly args: readonly string[] },
): AnyTimeProgram {
  const program = programOf(settings);
  const { agent } = settings;
  if (agent === undefined) return program;
  return {
    ...program,
    command: [own.file, ...own.args, 'optimize-agent', agent.name, '--budget', agent.budget],
    shown: settings.command.join(' '),
  };
}
