import { type Host, processes } from 'perf-harness/plugin';
import { WorkerFailure } from './results.ts';
import type { IsolatedRequest } from './workers.ts';

/** Which of the two isolated workers. */
export type WorkerKind = 'validate' | 'execute';

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
  host: Host,
  launch: processes.Launch,
  kind: WorkerKind,
  request: IsolatedRequest,
  settings: readonly string[] = [],
): Promise<unknown> {
  const { slug, contextFile, root, timeoutMs, signal } = request;
  const args = ['optimize-worker', kind, slug, contextFile, ...settings];
  const limits = { cwd: root, timeoutMs, signal };
  const end = await processes.runOwnProcess(host, launch, args, limits);
  if (end.type === 'answered') return end.answer;
  if (end.type === 'timed-out') {
    const minutes = Number((timeoutMs / MINUTE_MS).toPrecision(2));
    throw new WorkerFailure(`${NAMES[kind]} took longer than ${minutes} min and was ended`);
  }
  const { words } = end;
  throw new WorkerFailure(`${NAMES[kind]} gave no answer${words === '' ? '' : `: ${words}`}`);
}
