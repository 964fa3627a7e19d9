import { type CommandContext, EXIT, type Outcome } from 'perf-harness/plugin';
import { cleanArtefacts, formatStatus } from '../optimization-loop-status-reports-and-cleanup.ts';
import { readLoopReport } from './read-optimization-report.ts';

type Context = CommandContext<Record<never, never>>;

/** `optimize status`: every loop of the project, a line each. */
export async function runStatus({ host }: Context): Promise<Outcome> {
  return { exitCode: EXIT.ok, text: `${formatStatus(host, host.cwd)}\n` };
}

/** `optimize report`: shows the report that a loop has written; nothing is measured. */
export async function runReport({ host, words: [slug] }: Context): Promise<Outcome> {
  return { exitCode: EXIT.ok, document: readLoopReport(host, slug) };
}

/** `optimize clean`: removes the folders of loops. */
export async function runClean({ host, words: [slug], progress }: Context): Promise<Outcome> {
  const removed = cleanArtefacts(host, host.cwd, slug);
  progress.log(removed.length === 0 ? 'Nothing to remove.' : `Removed: ${removed.join(', ')}`);
  return { exitCode: EXIT.ok };
}
