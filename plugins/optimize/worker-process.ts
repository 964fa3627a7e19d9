import type { Host } from 'perf-harness/plugin';
import { WorkerFailure } from './results.ts';
import { lastWords } from './strike/last-words.ts';
import type { IsolatedRequest } from './workers.ts';

/** Which of the two isolated workers. */
export type WorkerKind = 'validate' | 'execute';

/** How this program is started again. */
export interface Launch {
  readonly file: string;
  /** What stands before the command: flags of Node.js and the program's own file. */
  readonly args: readonly string[];
}

const NAMES: Readonly<Record<WorkerKind, string>> = {
  validate: 'The plan check',
  execute: 'The executor',
};
const MINUTE_MS = 60_000;

/**
 * Has a worker do its work in a process of its own, which is told the slug and the context file and
 * nothing else of the run (OPT-56).
 * @param settings - How it is to work, as flags.
 * @returns What it answered, as it stands.
 * @throws WorkerFailure where it took too long, or gave no answer.
 */
export async function runWorker(
  { processes }: Host,
  launch: Launch,
  kind: WorkerKind,
  request: IsolatedRequest,
  settings: readonly string[] = [],
): Promise<unknown> {
  const { slug, contextFile, root, timeoutMs, signal } = request;
  const args = [...launch.args, 'optimize-worker', kind, slug, contextFile, ...settings];
  const result = await processes.exec({ file: launch.file, args, cwd: root, timeoutMs, signal });
  signal.throwIfAborted();
  if (result.timedOut) {
    const minutes = Number((timeoutMs / MINUTE_MS).toPrecision(2));
    throw new WorkerFailure(`${NAMES[kind]} took longer than ${minutes} min and was ended`);
  }
  const answer = lastJson(result.stdout);
  if (answer !== null) return answer;
  const words = lastWords(result.stderr);
  throw new WorkerFailure(`${NAMES[kind]} gave no answer${words === '' ? '' : `: ${words}`}`);
}

/** The last line that is JSON; null: none is. */
export function lastJson(text: string): unknown {
  for (const line of text.trim().split('\n').reverse()) {
    try {
      return JSON.parse(line);
    } catch {
      // What it says beside its answer is no answer.
    }
  }
  return null;
}
