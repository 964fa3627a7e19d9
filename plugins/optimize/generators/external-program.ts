import { join } from 'node:path';
import type { Host, processes } from 'perf-harness/plugin';
import { z } from 'zod';
import { isMissing, isolated } from './isolate-network.ts';
import { type ExternalProgram, trouble } from './program-contract.ts';
import { reducedEnvironment } from './reduced-environment.ts';

/** Names of variables that hold what nobody else is to see. */
const SECRET = /key|token|secret|password|passwd|credential|auth/iu;
/** Shorter values stand in any text by chance. */
const LEAST_CHARACTERS = 8;

/**
 * Takes the secrets that a program was given out of what it printed: that is kept, told, and may end
 * in a branch.
 * @param named - Variables that it was given.
 */
function withoutSecrets(host: Host, named: readonly string[]): (text: string) => string {
  const own = host.processes.environment();
  const secrets = named
    .filter((name) => SECRET.test(name))
    .map((name) => ({ name, value: own[name] ?? '' }))
    .filter(({ value }) => value.length >= LEAST_CHARACTERS)
    // A longer one may begin with a shorter one.
    .toSorted((one, other) => other.value.length - one.value.length);
  return (text) =>
    secrets.reduce((clean, { name, value }) => clean.replaceAll(value, `(value of ${name})`), text);
}

/** What an external program is asked, and where. */
export interface ProgramRequest {
  readonly input: unknown;
  /** Folder that it runs in, and that it may write to. */
  readonly cwd: string;
  /** Folder for what it may leave in its home. */
  readonly home: string;
  readonly recording: Recording | null;
  readonly signal: AbortSignal;
}

/**
 * Where answers are kept. `record` asks where the very same question has no answer there yet, so that
 * what was interrupted goes on with what was answered; `replay` answers from there and starts nothing.
 */
export interface Recording {
  readonly folder: string;
  readonly mode: 'record' | 'replay';
  /** When a program is asked, such as `cycle-1-generator`; it is asked once in each turn. */
  readonly turn: string;
}

/** What a program said. */
export interface ProgramAnswer {
  readonly output: unknown;
  /** What it was asked for this answer: of a replay, what was recorded. */
  readonly input: unknown;
}

const RECORD_SCHEMA = 'perf-harness/program-answer@1';
const recordSchema = z.object({
  schema: z.literal(RECORD_SCHEMA),
  input: z.unknown(),
  output: z.unknown(),
});
const DEFAULT_MAX_OUTPUT = 10_000_000;
/** Characters of what went wrong that are told. */
const TOLD = 300;

/**
 * Asks an external program: JSON on its stdin, JSON on its stdout.
 * @throws UserError where it cannot be started, crashes, hangs, prints too much or no JSON; of a
 * replay, where nothing was recorded.
 */
export async function askProgram(
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
  const [file, ...args] = await isolated(host, program, signal);
  const result = await host.processes.exec({
    file,
    args,
    cwd,
    stdin: `${JSON.stringify(input)}\n`,
    signal,
    timeoutMs: program.timeoutMs,
    maxOutput: program.maxOutput ?? DEFAULT_MAX_OUTPUT,
    env: reducedEnvironment(host, program.env ?? [], home),
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

/** null: there is none. @throws UserError for a file that is no recording. */
function readRecord(host: Host, program: ExternalProgram, record: string): ProgramAnswer | null {
  const text = host.files.read(record);
  if (text === null) return null;
  const parsed = recordSchema.safeParse(parseRecord(text));
  if (parsed.success) return parsed.data;
  const what = `has a recorded answer that cannot be read: ${record}`;
  throw trouble(program, what, 'Remove it, and run without a replay.', parsed.error);
}

function parseRecord(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function nothingRecorded(program: ExternalProgram, { folder, turn }: Recording): never {
  const what = `has no recorded answer of ${turn} in ${folder}`;
  throw trouble(program, what, 'Run without a replay.');
}

function parseOutput(program: ExternalProgram, result: processes.ExecResult): unknown {
  const { exit, stdout, stderr, timedOut, truncated } = result;
  const said = stderr.trim() === '' ? '' : ` It says: ${stderr.trim().slice(-TOLD)}`;
  if (timedOut) {
    const limit = `${program.timeoutMs / 1000} s`;
    throw trouble(
      program,
      `did not end within ${limit}.${said}`,
      'Give it more time, or less to do.',
    );
  }
  if (isMissing(result) && exit.type !== 'not-started') {
    throw trouble(program, 'cannot be started: there is no such program', 'Check its command.');
  }
  if (exit.type === 'not-started') {
    throw trouble(program, `cannot be started: ${exit.error.message}`, 'Check its command.');
  }
  if (exit.type === 'signal') throw trouble(program, `was ended by ${exit.signal}.${said}`, HAND);
  if (exit.code !== 0) throw trouble(program, `ended with exit code ${exit.code}.${said}`, HAND);
  if (truncated) throw trouble(program, 'printed more than it may', 'Let it answer shorter.');
  try {
    return JSON.parse(withoutFence(stdout));
  } catch (error) {
    const start = JSON.stringify(stdout.trim().slice(0, TOLD));
    throw trouble(program, `printed no JSON but ${start}.${said}`, HAND, error);
  }
}

const HAND = 'Run it by hand with the same input and look.';

/** Language models put their answer into a fence now and then, whatever they are told. */
function withoutFence(text: string): string {
  return /^```(?:json)?\s*\n([\s\S]*)\n```$/u.exec(text.trim())?.[1] ?? text;
}
