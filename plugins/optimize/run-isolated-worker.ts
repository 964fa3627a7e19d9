import { type Host, processes } from 'perf-harness/plugin';
import { WorkerFailure } from './phase-result-schemas.ts';
import type { IsolatedRequest } from './phase-worker-interfaces.ts';

/** Name of an isolated worker. */
export type WorkerKind = 'validate' | 'execute';

const NAMES: Readonly<Record<WorkerKind, string>> = {
  validate: 'The plan check',
  execute: 'The executor',
};
const MINUTE_MS = 60_000;

/**
 * Runs a worker in a process of its own, which receives the slug and the context file and nothing
 * else of the run (OPT-56).
 * @param settings - Options of the worker, as flags.
 * @returns Its answer, unchanged.
 * @throws WorkerFailure if it took too long, or gave no answer.
 */
export async function runIsolatedWorker(
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
    throw new WorkerFailure(`${NAMES[kind]} took longer than ${minutes} min and was terminated`);
  }
  const { words } = end;
  throw new WorkerFailure(`${NAMES[kind]} returned no answer${words === '' ? '' : `: ${words}`}`);
}
