import type { ProfiledFunction } from '../harness/model/program/profile.ts';

/** Last `node_modules` of a path, and the package in it with its scope. */
const PACKAGE = /^.*[\\/]node_modules[\\/](?<name>@[^\\/]+[\\/][^\\/]+|[^\\/@][^\\/]*)[\\/]/s;

/** Whose code a JavaScript file is by where it lies: a package's, or the project's own. */
export function ownerOfFile(file: string): Pick<ProfiledFunction, 'owner' | 'package'> {
  const inside = PACKAGE.exec(file)?.groups?.name?.replace('\\', '/') ?? null;
  return { owner: inside === null ? 'project' : 'package', package: inside };
}
