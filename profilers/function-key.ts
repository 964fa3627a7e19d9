import type { ProfiledFunction } from '../harness/model/program/profile.ts';

/** What two functions have in common that are one: name and place, and whose code it is. */
export function functionKey(one: ProfiledFunction): string {
  const { name, file, line, column, owner, package: packageName } = one;
  return [name, file ?? '', `${line ?? ''}:${column ?? ''}`, owner, packageName ?? ''].join('\0');
}
