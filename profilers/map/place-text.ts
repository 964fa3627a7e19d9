import { pathInside } from '../../harness/host/path-inside.ts';
import { treePath } from '../../harness/host/tree-path.ts';

/**
 * `src/users.ts:14`, from a folder where the file lies in it, and from `node_modules` for a package;
 * null: there is no source.
 */
export function placeText(root: string, file: string | null, line: number | null): string | null {
  if (file === null) return null;
  // A package may be linked in from anywhere.
  const ofPackage = /^.*[\\/](node_modules[\\/].*)$/s.exec(file)?.[1];
  const inside = pathInside(root, file) ?? '';
  const path = treePath(ofPackage ?? (inside === '' ? file : inside));
  return line === null || line === 0 ? path : `${path}:${line}`;
}
