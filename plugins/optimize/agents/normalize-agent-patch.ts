import { join } from 'node:path';
import { git as gitProgram, type Host } from 'perf-harness/plugin';

/** A patch that applies, as git writes it; or why it does not. */
export type NormalizedPatch =
  | { readonly state: 'fits'; readonly patch: string }
  | { readonly state: 'refused'; readonly reason: string };

/** The agent's copy of the project, and a folder for temporary files. */
export interface AgentWorkspace {
  readonly host: Host;
  /** The project in the copy, absolute. */
  readonly root: string;
  /** Absolute. */
  readonly folder: string;
  readonly signal: AbortSignal;
}

/**
 * Recounts the lines of hunks where needed, since language models sometimes miscount them. The
 * patch is tried in a separate index, so that no file is touched. Callers decide if it may be
 * applied at all.
 */
export async function normalizePatch(
  copy: AgentWorkspace,
  patch: string,
): Promise<NormalizedPatch> {
  const { host, folder } = copy;
  const file = join(folder, 'proposed.patch');
  host.files.writeAtomic(file, patch.endsWith('\n') ? patch : `${patch}\n`);
  const prefix = (await git(copy, ['rev-parse', '--show-prefix'])).stdout.trim();
  const place = prefix === '' ? [] : [`--directory=${prefix}`];
  const apply = ['apply', '--whitespace=nowarn', '--cached', ...place];
  await git(copy, ['read-tree', 'HEAD']);
  const asWritten = await git(copy, [...apply, '--check', file]);
  if (asWritten.isFine) return { state: 'fits', patch };
  const recounted = await git(copy, [...apply, '--recount', file]);
  if (!recounted.isFine) return { state: 'refused', reason: lastLine(asWritten.stderr) };
  const args = ['diff', '--cached', '--no-ext-diff', '--no-renames', '--relative', 'HEAD'];
  return { state: 'fits', patch: (await git(copy, args)).stdout };
}

interface GitSaid {
  readonly isFine: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

async function git(
  { host, root, folder, signal }: AgentWorkspace,
  args: readonly string[],
): Promise<GitSaid> {
  const env = { GIT_INDEX_FILE: join(folder, 'index') };
  const { exit, stdout, stderr } = await gitProgram.tryGit(host, args, { cwd: root, env, signal });
  return { isFine: exit.type === 'code' && exit.code === 0, stdout, stderr };
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}
