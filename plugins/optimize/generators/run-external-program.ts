import { join } from 'node:path';
import type { Host, processes } from 'perf-harness/plugin';
import { z } from 'zod';
import { parseJsonOrNull } from '../parse-json-or-null.ts';
import {
  createProgramError,
  createReducedEnvironment,
  type ExternalProgram,
  isolateNetwork,
  isProgramMissing,
} from './external-program.ts';

/** Names of environment variables with secret values. */
const SECRET = /key|token|secret|password|passwd|credential|auth/iu;
/** Shorter values may occur in any text by chance. */
const LEAST_CHARACTERS = 8;

/**
 * Removes secrets passed to a program from its output, which is stored, shown, and may end up in a
 * branch.
 * @param named - Environment variables passed to the program.
 */
function withoutSecrets(host: Host, named: readonly string[]): (text: string) => string {
  const own = host.processes.environment();
  const secrets = named
    .filter((name) => SECRET.test(name))
    .map((name) => ({ name, value: own[name] ?? '' }))
    .filter(({ value }) => value.length >= LEAST_CHARACTERS)
    // A longer value may start with a shorter one.
    .toSorted((secret, other) => other.value.length - secret.value.length);
  return (text) =>
    secrets.reduce((clean, { name, value }) => clean.replaceAll(value, `(value of ${name})`), text);
}

/** Input of an external program, and the folders it runs in. */
export interface ProgramRequest {
  readonly input: unknown;
  /** Working directory of the program, which it may write to. */
  readonly cwd: string;
  /** Home directory of the program, for files that it leaves there. */
  readonly home: string;
  readonly recording: AnswerStore | null;
  readonly signal: AbortSignal;
}

/**
 * Storage of answers. `record` runs the program only if no answer to the identical request is
 * stored, so that an interrupted run reuses earlier answers; `replay` only reads stored answers.
 */
export interface AnswerStore {
  readonly folder: string;
  readonly mode: 'record' | 'replay';
  /** Point of the loop, such as `cycle-1-generator`, at which a program runs once. */
  readonly turn: string;
}

/** Output of a program with the request behind it. */
export interface ProgramAnswer {
  readonly output: unknown;
  /** Request that produced this answer; in a replay, the recorded request. */
  readonly input: unknown;
}

const RECORD_SCHEMA = 'perf-harness/program-answer@1';
const recordSchema = z.object({
  schema: z.literal(RECORD_SCHEMA),
  input: z.unknown(),
  output: z.unknown(),
});
const DEFAULT_MAX_OUTPUT = 10_000_000;
/** Characters of a program's output that an error message quotes at most. */
const TOLD = 300;

/**
 * Runs an external program: JSON on its stdin, JSON on its stdout.
 * @throws UserError if it cannot be started, crashes, hangs, or prints too much or no JSON; in a
 * replay, if nothing was recorded.
 */
export async function runExternalProgram(
  host: Host,
  program: ExternalProgram,
  { input, cwd, home, recording, signal }: ProgramRequest,
): Promise<ProgramAnswer> {
  const record =
    recording === null ? null : join(recording.folder, `${recording.turn}-${program.id}.json`);
  const kept = record === null ? null : readRecord(host, program, record);
  if (recording?.mode === 'replay') return kept ?? nothingRecorded(program, recording);
  if (kept !== null && JSON.stringify(kept.input) === JSON.stringify(input)) return kept;
  host.files.makeFolder(home);
  const [file, ...args] = await isolateNetwork(host, program, signal);
  const result = await host.processes.exec({
    file,
    args,
    cwd,
    stdin: `${JSON.stringify(input)}\n`,
    signal,
    timeoutMs: program.timeoutMs,
    maxOutput: program.maxOutput ?? DEFAULT_MAX_OUTPUT,
    env: createReducedEnvironment(host, program.env ?? [], home),
  });
  signal.throwIfAborted();
  const clean = withoutSecrets(host, program.env ?? []);
  const said = { ...result, stdout: clean(result.stdout), stderr: clean(result.stderr) };
  const output = parseOutput(program, said);
  if (record !== null) {
    const { command } = program;
    const answer = { schema: RECORD_SCHEMA, command, input, output };
    host.files.writeAtomic(record, `${JSON.stringify(answer, null, 2)}\n`);
  }
  return { input, output };
}

/** Reads a stored answer; null if there is none. @throws UserError if it is no recording. */
function readRecord(host: Host, program: ExternalProgram, record: string): ProgramAnswer | null {
  const text = host.files.read(record);
  if (text === null) return null;
  const parsed = recordSchema.safeParse(parseJsonOrNull(text));
  if (parsed.success) return parsed.data;
  throw createProgramError(
    program,
    `has an unreadable recorded answer: ${record}`,
    'Delete the recording, and run the command without --replay.',
    parsed.error,
  );
}

function nothingRecorded(program: ExternalProgram, { folder, turn }: AnswerStore): never {
  const what = `has no recorded answer for ${turn} in ${folder}`;
  throw createProgramError(program, what, 'Run without --replay.');
}

function parseOutput(program: ExternalProgram, result: processes.ExecResult): unknown {
  const { exit, stdout, stderr, timedOut, truncated } = result;
  const said = stderr.trim() === '' ? '' : ` Standard error: ${stderr.trim().slice(-TOLD)}`;
  const failed = (what: string, remedy = HAND, cause?: unknown) =>
    createProgramError(program, what, remedy, cause);
  if (timedOut) {
    throw failed(
      `did not finish within ${program.timeoutMs / 1000} s.${said}`,
      'Increase the timeout, or give the program less work.',
    );
  }
  if (isProgramMissing(result)) {
    const why = exit.type === 'not-started' ? exit.error.message : 'program not found';
    throw failed(`cannot be started: ${why}`, 'Check the command that starts the program.');
  }
  if (exit.type === 'signal') throw failed(`was terminated by ${exit.signal}.${said}`);
  if (exit.type === 'code' && exit.code !== 0) {
    throw failed(`exited with code ${exit.code}.${said}`);
  }
  if (truncated) throw failed('exceeded the output limit', "Reduce the program's output.");
  try {
    return JSON.parse(withoutFence(stdout));
  } catch (error) {
    const start = JSON.stringify(stdout.trim().slice(0, TOLD));
    throw failed(`printed ${start} instead of JSON.${said}`, HAND, error);
  }
}

const HAND = 'Run the program by hand with the same input to see the error.';

/** Removes a code fence, which language models may put around an answer despite instructions. */
function withoutFence(text: string): string {
  return /^```(?:json)?\s*\n([\s\S]*)\n```$/u.exec(text.trim())?.[1] ?? text;
}
