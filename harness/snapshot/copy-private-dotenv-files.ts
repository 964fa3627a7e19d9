import { basename, join, posix } from 'node:path';
import { copyTree, readEntryKind } from '../host/folder-tree-operations.ts';
import type { Finding } from '../model/finding.ts';
import { parentFolder } from '../packages/workspace-package-folders.ts';
import type { SnapshotContext } from './snapshot-creation-inputs-and-path-mappings.ts';

/** Files of variables as dotenv, Vite, Next.js and `node --env-file` name them. */
const IS_ENVIRONMENT = /^\.env(?:\.[\w.-]+)?$/u;

/** A tree that is written, by the top of its repository. */
export interface LabelledTree {
  readonly label: string;
  readonly top: string;
}

/**
 * Copies ignored variable files, such as those with a server's port, to both sides; existing files
 * stay. @returns Findings on what was copied to which side.
 */
export async function copyPrivateEnvironmentFiles(
  { host: { files }, project: { place }, paths, request: { signal } }: SnapshotContext,
  sides: readonly LabelledTree[],
): Promise<readonly Finding[]> {
  const { extent, prefix } = place;
  const packages = paths.filter((path) => basename(path) === 'package.json').map(parentFolder);
  const listed = new Set(paths);
  const there = [...new Set([prefix, ...packages])].flatMap((folder) =>
    files
      .list(join(extent, folder))
      .filter((name) => IS_ENVIRONMENT.test(name))
      .map((name) => posix.join(folder, name))
      .filter((path) => !listed.has(path) && readEntryKind(join(extent, path)) === 'file'),
  );
  const given = new Set<string>();
  const to = new Set<string>();
  for (const { label, top } of sides) {
    const lacking = there.filter(
      (path) =>
        files.isFolder(join(top, parentFolder(path))) && readEntryKind(join(top, path)) === null,
    );
    if (lacking.length === 0) continue;
    await copyTree(extent, top, lacking, signal);
    for (const path of lacking) given.add(path);
    to.add(label);
  }
  if (given.size === 0) return [];
  const [whose, it] = given.size === 1 ? ['that', 'it'] : ['those', 'them'];
  return [
    {
      id: 'environment-carried',
      level: 'info',
      message: `Git ignores ${[...given].join(', ')}, so ${[...to].join(' and ')} ${to.size === 1 ? 'has' : 'have'} received ${whose} from the project folder, as ${it === 'it' ? 'it stands' : 'they stand'} now.`,
    },
  ];
}
