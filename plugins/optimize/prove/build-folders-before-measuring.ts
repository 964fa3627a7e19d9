import { type Host, UserError } from 'perf-harness/plugin';
import { readPackageScripts } from '../verify/change/find-test-runner-commands.ts';
import type { ComparedFolders } from './measure-change.ts';

/** Messages about built code where nothing was built yet. */
const NEEDS_BUILD = /cannot find (?:module|package)|ERR_MODULE_NOT_FOUND/iu;
const BUILD_LIMIT_MS = 120_000;

type BuiltFolders = Pick<ComparedFolders, 'base' | 'head' | 'signal'>;

export function needsBuild(message: string): boolean {
  return NEEDS_BUILD.test(message);
}

/**
 * Measures, and again after a build if scenarios import files that only a build writes: a worktree
 * has none, and a scenario has to be loaded before its own `prepare` is known.
 */
export async function measureBuilt<T>(
  host: Host,
  folders: BuiltFolders,
  measureFolders: () => Promise<T>,
): Promise<T> {
  try {
    return await measureFolders();
  } catch (error) {
    if (!(error instanceof UserError) || !needsBuild(error.message)) throw error;
    if (!(await buildFolders(host, folders))) throw error;
    return measureFolders();
  }
}

/** Builds both folders by the script of the project; false: it has none, or it fails. */
export async function buildFolders(
  host: Host,
  { base, head, signal }: BuiltFolders,
): Promise<boolean> {
  if (typeof readPackageScripts(host.files, head).build !== 'string') return false;
  for (const cwd of [base, head]) {
    const { exit } = await host.processes.exec({
      file: 'npm',
      args: ['run', 'build'],
      cwd,
      timeoutMs: BUILD_LIMIT_MS,
      signal,
    });
    if (exit.type !== 'code' || exit.code !== 0) return false;
  }
  return true;
}
