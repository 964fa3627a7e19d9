import type { ProfiledFunction } from '../harness/model/program/profile.ts';

/** Returns a key that is equal for equal functions: name, place, and owner of the code. */
export function createFunctionKey(profiledFunction: ProfiledFunction): string {
  const { name, file, line, column, owner, package: packageName } = profiledFunction;
  return [name, file ?? '', `${line ?? ''}:${column ?? ''}`, owner, packageName ?? ''].join('\0');
}
