import type { Host } from '../../../host.ts';
import { shortenProgramOutput } from '../../../model/shorten-program-output.ts';
import { findVitest, runVitest } from './project-vitest.ts';

export type VitestListing =
  | { readonly type: 'listed'; readonly tasks: readonly string[] }
  | { readonly type: 'failed'; readonly problem: string; readonly remedy: string };

const TIMEOUT_MS = 30_000;

interface Listed {
  readonly file: string;
  /** Root of the project, which contains vitest's configuration. */
  readonly cwd: string;
  readonly timeoutMs?: number;
}

/**
 * Names of the benchmarks in a vitest bench file, as `describe > test > bench`; before vitest 5, which has
 * them outside of tests, as `describe > bench`.
 */
export async function listVitestTasks(host: Host, options: Listed): Promise<VitestListing> {
  const vitest = findVitest(options.file);
  if (vitest.type === 'missing') return { ...vitest, type: 'failed' };
  const { process: child, report } = runVitest(host, vitest, {
    ...options,
    task: null,
    env: {},
    execPath: process.execPath,
  });
  const limit = new Promise<'timeout'>((resolve) => {
    setTimeout(() => resolve('timeout'), options.timeoutMs ?? TIMEOUT_MS).unref();
  });
  const outcome = await Promise.race([child.exited, limit]);
  await child.stop(0);
  const remedy = 'Run `npx vitest bench` on that file to see its output.';
  if (outcome === 'timeout') {
    return {
      type: 'failed',
      problem: 'vitest did not exit while listing its benchmarks',
      remedy,
    };
  }
  const { tasks, failures } = report() ?? { tasks: [], failures: [] };
  if (tasks.length > 0) return { type: 'listed', tasks: tasks.map(({ name }) => name) };
  const why =
    failures[0]?.message.split('\n')[0] ?? shortenProgramOutput(child.output())?.split('\n').at(-1);
  return { type: 'failed', problem: `vitest found no benchmark${why ? `: ${why}` : ''}`, remedy };
}
