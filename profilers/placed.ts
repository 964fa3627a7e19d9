import type { ProfiledFunction } from '../harness/model/program/profile.ts';

/**
 * A function with its file as it is the same on both sides: from the innermost package on, or from
 * the folder of the side.
 * @param root - Folder of the side, with a slash at its end.
 */
export function placed(of: ProfiledFunction, root: string): ProfiledFunction {
  const { file, package: packageName } = of;
  if (file === null) return of;
  const inside = packageName === null ? -1 : file.lastIndexOf(`node_modules/${packageName}/`);
  if (inside >= 0) return { ...of, file: file.slice(inside) };
  return file.startsWith(root) ? { ...of, file: file.slice(root.length) } : of;
}
