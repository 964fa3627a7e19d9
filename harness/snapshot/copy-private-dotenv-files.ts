import { basename, join, posix } from 'node:path';
import { copyTree, readEntryKind } from '../host/folder-tree-operations.ts';
import type { Finding } from '../model/finding.ts';
import { parentFolder } from '../packages/workspace-package-folders.ts';
import type { NamedTree } from './check-base-and-head-source-trees.ts';
import type { SnapshotContext } from './snapshot-creation-inputs-and-path-mappings.ts';

/** Names of environment files of dotenv, Vite, Next.js and `node --env-file`. */
const DOTENV_NAME = /^\.env(?:\.[\w.-]+)?$/u;

/**
 * Copies environment files that git ignores to the sides that lack them.
 * @returns Findings about the copied files.
 */
export async function copyPrivateEnvironmentFiles(
  { host: { files }, project: { location }, paths, request: { signal } }: SnapshotContext,
  sides: readonly NamedTree[],
): Promise<readonly Finding[]> {
  const { extent, prefix } = location;
  const packages = paths.filter((path) => basename(path) === 'package.json').map(parentFolder);
  const listed = new Set(paths);
  const privateFiles = [...new Set([prefix, ...packages])].flatMap((folder) =>
    files
      .list(join(extent, folder))
      .filter((name) => DOTENV_NAME.test(name))
      .map((name) => posix.join(folder, name))
      .filter((path) => !listed.has(path) && readEntryKind(join(extent, path)) === 'file'),
  );
  const copied = new Set<string>();
  const recipients = new Set<string>();
  for (const { label, top } of sides) {
    const missing = privateFiles.filter(
      (path) =>
        files.isFolder(join(top, parentFolder(path))) && readEntryKind(join(top, path)) === null,
    );
    if (missing.length === 0) continue;
    await copyTree(extent, top, missing, signal);
    for (const path of missing) copied.add(path);
    recipients.add(label);
  }
  if (copied.size === 0) return [];
  const [whose, it] = copied.size === 1 ? ['that', 'it'] : ['those', 'them'];
  return [
    {
      id: 'environment-carried',
      level: 'info',
      message: `Git ignores ${[...copied].join(', ')}, so ${[...recipients].join(' and ')} ${recipients.size === 1 ? 'has' : 'have'} received ${whose} from the project folder, as ${it === 'it' ? 'it stands' : 'they stand'} now.`,
    },
  ];
}
