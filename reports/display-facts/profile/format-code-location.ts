import { folderPrefix } from '../../../harness/model/cross-platform-paths.ts';
import type { CodeOwner } from '../../../harness/model/program/profile.ts';
import { printable } from '../../text/printable-text.ts';

interface Placed {
  readonly package: string | null;
  readonly file: string | null;
  readonly line: number | null;
}

/**
 * Returns the shortest unambiguous location of code: from the project's folder, or from the name of
 * its package. Empty if it has no source.
 * @param root - Folder of the project; null: files are already relative to it.
 */
export function formatCodeLocation(
  { package: name, file, line }: Placed,
  root: string | null,
): string {
  if (file === null) return '';
  const at = line === null ? '' : `:${line}`;
  return printable(`${shortened(file, name, root)}${at}`);
}

function shortened(file: string, name: string | null, root: string | null): string {
  if (name !== null) {
    const start = file.lastIndexOf(`node_modules/${name}/`);
    if (start >= 0) return file.slice(start + 'node_modules/'.length);
  }
  if (root === null) return file;
  const folder = folderPrefix(root);
  return file.startsWith(folder) ? file.slice(folder.length) : file;
}

const OWNER_NAMES: Readonly<Record<CodeOwner, string>> = {
  project: 'project',
  package: 'package',
  node: 'Node.js',
  native: 'native code',
  service: 'another service',
  harness: 'perf-harness',
  gc: 'garbage collection',
  idle: 'idle',
};

const TAKEN: ReadonlySet<string> = new Set(Object.values(OWNER_NAMES));

/** Names a code's owner for people: `project`, `lodash`, `Node.js`; each name is distinct. */
export function formatCodeOwner(owner: CodeOwner, packageName: string | null): string {
  const isNamed = (owner === 'package' || owner === 'service') && packageName !== null;
  if (!isNamed) return OWNER_NAMES[owner];
  return TAKEN.has(packageName) ? `${packageName} (${owner})` : printable(packageName);
}
