import { join, posix } from 'node:path';
import { z } from 'zod';
import type { Host } from '../../../host.ts';
import type { K6Scenario } from '../../../model/scenario/scenario.ts';
import type { K6 } from '../find-k6.ts';
import { judgeExit } from '../judge-exit.ts';
import { readTar } from './read-tar.ts';

/** A script with everything that it imports and opens from disk. */
export interface ScriptFiles {
  /** Path of the script among `files`. */
  readonly main: string;
  /** From the folder that holds all of them, with slashes, sorted by path. */
  readonly files: readonly { readonly path: string; readonly bytes: Uint8Array }[];
}

const ARCHIVE_TIMEOUT_MS = 60_000;
/** Files in the archive lie under it; what was fetched from the network does not. */
const FROM_DISK = 'file/';

const metadataSchema = z.object({ filename: z.string() });

/**
 * Asks k6 itself which files a script needs, by having it make an archive.
 * @param env - What the script finds in `__ENV` while it is read.
 * @throws UnitFailure where it cannot be read.
 */
export async function scriptFiles(
  host: Host,
  k6: K6,
  { script, cwd }: Pick<K6Scenario, 'script' | 'cwd'>,
  env: Readonly<Record<string, string>>,
): Promise<ScriptFiles> {
  const folder = join(host.temporaryFolder, `perf-harness-archive-${host.clock.monotonicMs()}`);
  const archive = join(folder, 'script.tar');
  host.files.makeFolder(folder);
  try {
    const { exit, stderr } = await host.processes.exec({
      file: k6.path,
      args: ['archive', '--include-system-env-vars', '--archive-out', archive, script],
      cwd,
      env,
      timeoutMs: ARCHIVE_TIMEOUT_MS,
    });
    judgeExit(exit, stderr);
    return fromArchive(host.files.readBytes(archive) ?? new Uint8Array());
  } finally {
    host.files.remove(folder);
  }
}

function fromArchive(archive: Uint8Array): ScriptFiles {
  const entries = readTar(archive);
  const metadata = entries.find(({ path }) => path === 'metadata.json')?.bytes;
  const { filename } = metadataSchema.parse(JSON.parse(new TextDecoder().decode(metadata)));
  const onDisk = entries.filter(({ path }) => path.startsWith(FROM_DISK));
  const main = `${FROM_DISK}${decodeURIComponent(new URL(filename).pathname).replace(/^\//, '')}`;
  const root = commonFolder(onDisk.map(({ path }) => posix.dirname(path)));
  const files = onDisk.map(({ path, bytes }) => ({ path: posix.relative(root, path), bytes }));
  return {
    main: posix.relative(root, main),
    files: files.toSorted((one, other) => (one.path < other.path ? -1 : 1)),
  };
}

function commonFolder(folders: readonly string[]): string {
  const [first = '', ...others] = folders;
  const isAbove = (folder: string): boolean =>
    others.every((other) => other === folder || other.startsWith(`${folder}/`));
  let folder = first;
  while (!isAbove(folder)) folder = posix.dirname(folder);
  return folder;
}
