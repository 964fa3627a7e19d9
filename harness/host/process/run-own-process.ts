import type { Host } from '../../host.ts';
import type { ExecResult } from './host-processes.ts';

/** Program and arguments that start perf-harness again. */
export interface Launch {
  readonly file: string;
  /** Arguments before the command: flags of Node.js and the program's own file. */
  readonly args: readonly string[];
}

/** End of a process of this program. */
export type OwnProcessOutcome =
  | { readonly type: 'answered'; readonly answer: unknown }
  | { readonly type: 'timed-out' }
  /** It gave no answer; `words` are the end of what it said. */
  | { readonly type: 'silent'; readonly words: string; readonly exit: ExecResult['exit'] };

/** Has this program do some work in a process of its own, which answers with a line of JSON. */
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

/** The last line that is JSON; null: none is. */
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
/** A line of a stack says where, and not what. */
const FRAME = /^\s+at /u;

/** The end of what a program said, as one line. */
export function lastOutputLine(stderr: string): string {
  const lines = stderr.split('\n').filter((line) => line.trim() !== '' && !FRAME.test(line));
  return lines.slice(-MOST_LINES).join(' ').trim();
}
