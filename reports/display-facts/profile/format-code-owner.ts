import type { CodeOwner } from '../../../harness/model/program/profile.ts';
import { printable } from '../../text/printable-text.ts';

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

const TAKEN: ReadonlySet<string> = new Set(Object.values(OWNER_NAMES));

/** Names a code's owner for people: `project`, `lodash`, `Node.js`; each name is distinct. */
export function formatCodeOwner(owner: CodeOwner, packageName: string | null): string {
  const isNamed = (owner === 'package' || owner === 'service') && packageName !== null;
  if (!isNamed) return OWNER_NAMES[owner];
  return TAKEN.has(packageName) ? `${packageName} (${owner})` : printable(packageName);
}
