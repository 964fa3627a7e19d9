import { folderPrefix } from '../../../harness/model/slashed.ts';
import { printable } from '../../text/printable.ts';

/** What of a function says where it is. */
interface Placed {
  readonly package: string | null;
  readonly file: string | null;
  readonly line: number | null;
}

/**
 * Where code is, as short as it is still found: from the project's folder, or from the name of its
 * package. Empty where it has no source.
 * @param root - Folder of the project; null: files are those from there on.
 */
export function codePlace({ package: name, file, line }: Placed, root: string | null): string {
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
