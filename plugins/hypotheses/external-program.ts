import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { ExecResult, Host } from 'perf-harness';
import { isolated } from './isolate-network.ts';
import { type ExternalProgram, trouble } from './program-contract.ts';

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

/** Where answers are kept; `replay` answers from there and runs nothing. */
export interface Recording {
  readonly folder: string;
  readonly mode: 'record' | 'replay';
}

const DEFAULT_MAX_OUTPUT = 10_000_000;
/** Characters of what went wrong that are told. */
const TOLD = 300;
/** What programs need to start and to print; none of it is a secret. */
const HARMLESS =
  /^(?:PATH|PATHEXT|SYSTEMROOT|LANG|LANGUAGE|LC_\w+|TZ|TMPDIR|TEMP|TMP|TERM|NO_COLOR)$/u;

/**
 * Asks an external program: JSON on its stdin, JSON on its stdout. The same question is answered from
 * the recording where that is asked for.
 * @throws UserError where it cannot be started, crashes, hangs, prints too much or no JSON.
 */
export async function askProgram(
  host: Host,
  program: ExternalProgram,
  { input, cwd, home, recording, signal }: ProgramRequest,
): Promise<unknown> {
  const text = `${JSON.stringify(input)}\n`;
  const hash = createHash('sha256').update(text).digest('hex');
  const record =
    recording === null ? null : join(recording.folder, `${program.id}-${hash.slice(0, 16)}.json`);
  if (recording?.mode === 'replay' && record !== null) return replay(host, program, record);
  host.files.makeFolder(home);
  const [file, ...args] = await isolated(host, program, signal);
  const result = await host.processes.exec({
    ...{ file, args, cwd, stdin: text, signal, timeoutMs: program.timeoutMs },
    maxOutput: program.maxOutput ?? DEFAULT_MAX_OUTPUT,
    env: reducedEnvironment(host, program, home),
  });
  signal.throwIfAborted();
  const output = parseOutput(program, result);
  if (record !== null) {
    const { command } = program;
    const kept = { schema: 'perf-harness/program-answer@1', command, input, output };
    host.files.writeAtomic(record, `${JSON.stringify(kept, null, 2)}\n`);
  }
  return output;
}

function replay(host: Host, program: ExternalProgram, record: string): unknown {
  const text = host.files.read(record);
  const kept: unknown = text === null ? null : JSON.parse(text);
  if (typeof kept === 'object' && kept !== null && 'output' in kept) return kept.output;
  throw trouble(program, 'has no recorded answer to this question', 'Run without a replay.');
}

/** Everything that the harness has is taken away but what is harmless, or named. */
function reducedEnvironment(
  host: Host,
  { env: named = [] }: ExternalProgram,
  home: string,
): Readonly<Record<string, string | undefined>> {
  const own = Object.keys(host.processes.environment());
  const kept = new Set([...own.filter((name) => HARMLESS.test(name.toUpperCase())), ...named]);
  const taken = own.filter((name) => !kept.has(name)).map((name) => [name, undefined] as const);
  return { ...Object.fromEntries(taken), ...(kept.has('HOME') ? {} : { HOME: home }) };
}

function parseOutput(program: ExternalProgram, result: ExecResult): unknown {
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
