import type { Proof } from '../document/proof-document.ts';

/** Name of a change at the beginning of a sentence: `Branch faster`, `Patch x.diff`. */
export function describeChange(change: Proof['change']): string {
  switch (change.type) {
    case 'working-tree':
      return 'The uncommitted change';
    case 'branch':
      return `Branch ${change.name}`;
    case 'commit':
      return `Commit ${change.name}`;
    case 'range':
      return `Range ${change.name}`;
    case 'patch':
      return change.name === '-' ? 'The patch from standard input' : `Patch ${change.name}`;
  }
}

/** Argument of `prove` that names a change; null: none is needed. */
export function changeArgument(change: Proof['change']): string | null {
  return change.type === 'working-tree' ? null : change.name;
}
