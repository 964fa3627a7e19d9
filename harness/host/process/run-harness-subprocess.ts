import type { Host } from '../../host.ts';
import type { ExecResult } from './process-runner.ts';

/** Program and arguments that start perf-harness again. */
export interface Launch {
  readonly file: string;
  /** Arguments before the command: flags of Node.js and the program's own file. */
  readonly args: readonly string[];
}

export type OwnProcessOutcome =
  | { readonly type: 'answered'; readonly answer: unknown }
  | { readonly type: 'timed-out' }
  /** The process gave no answer; `words` is the end of its error output. */
  | { readonly type: 'silent'; readonly words: string; readonly exit: ExecResult['exit'] };

/** Runs this program as a separate process, which answers with a line of JSON. */
export async function runOwnProcess(
  { processes }: Pick<Host, 'processes'>,
  launch: Launch,
  args: readonly string[],
  limits: { readonly cwd: string; readonly timeoutMs: number; readonly signal: AbortSignal },
): Promise<OwnProcessOutcome> {
  const { exit, stdout, stderr, timedOut } = await processes.exec({
    file: launch.file,
    args: [...launch.args, ...args],
    ...limits,
  });
  limits.signal.throwIfAborted();
  if (timedOut) return { type: 'timed-out' };
  const answer = lastJson(stdout);
  if (answer !== null) return { type: 'answered', answer };
  return { type: 'silent', words: lastOutputLine(stderr), exit };
}

/** Returns the last line that is JSON; null if there is none. */
function lastJson(text: string): unknown {
  for (const line of text.trim().split('\n').reverse()) {
    try {
      return JSON.parse(line);
    } catch {
      // Other output is not an answer.
    }
  }
  return null;
}

/** Lines of output that suffice to explain why a program ended. */
const MOST_LINES = 5;
/** Stack frames, which state a location but no reason. */
const FRAME = /^\s+at /u;

/** Returns the end of a program's error output as one line. */
export function lastOutputLine(stderr: string): string {
  const lines = stderr.split('\n').filter((line) => line.trim() !== '' && !FRAME.test(line));
  return lines.slice(-MOST_LINES).join(' ').trim();
}
