import type { ProfiledFunction } from '../harness/model/profile.ts';

/** What two functions have in common that are one: name and place, and whose code it is. */
export function functionKey({ name, file, line, column, owner }: ProfiledFunction): string {
  return `${name}\0${file ?? ''}\0${line ?? ''}:${column ?? ''}\0${owner}`;
}
