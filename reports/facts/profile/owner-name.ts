import type { CodeOwner } from '../../../harness/model/program/profile.ts';
import { printable } from '../../text/printable.ts';

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

/** Whose code something is, for people: `project`, `lodash`, `Node.js`. */
export function ownerName(owner: CodeOwner, packageName: string | null): string {
  const isNamed = (owner === 'package' || owner === 'service') && packageName !== null;
  return isNamed ? printable(packageName) : OWNER_NAMES[owner];
}
