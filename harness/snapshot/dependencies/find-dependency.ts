import { join } from 'node:path';
import type { Files } from '../../host/files.ts';
import { didYouMean } from '../../model/scenario/nearest-word.ts';
import { UserError } from '../../model/user-error.ts';
import { dependencyNames, readManifest } from '../../packages/manifest.ts';
import type { InstallRoot } from './install-roots.ts';

/**
 * The lockfile by which a package is installed: that of the manifest that asks for it, the nearest
 * to the project first, else one that has it because others ask for it.
 * @throws UserError where the package is not among the dependencies.
 */
export function findDependency(
  files: Pick<Files, 'read'>,
  top: string,
  roots: readonly InstallRoot[],
  name: string,
): InstallRoot {
  const nearest = roots.toReversed();
  const asked = (root: InstallRoot): readonly string[] =>
    root.packages.flatMap((one) => dependencyNames(readManifest(files, join(top, one))));
  const found =
    nearest.find((root) => asked(root).includes(name)) ??
    nearest.find((root) => isLocked(files, top, root, name));
  if (found !== undefined) return found;
  throw new UserError({
    code: 'dependency-not-found',
    message: `"${name}" is not among the dependencies of this project.${didYouMean(name, nearest.flatMap(asked))}`,
    remedy: 'Name a package that package.json or the lockfile has: --dep name@from..to',
  });
}

/** Every lockfile that is text names its packages, each in its own way. */
function isLocked(
  files: Pick<Files, 'read'>,
  top: string,
  { folder, lockfile }: InstallRoot,
  name: string,
): boolean {
  if (lockfile === null || lockfile.endsWith('b')) return false;
  const text = files.read(join(top, folder, lockfile)) ?? '';
  const quoted = name.replace(/[.*+?^${}()|[\]\\]/gu, '\\$&');
  return new RegExp(`(?:^|["'/\\s])${quoted}(?:["'@:]|$)`, 'mu').test(text);
}
