import { findManagedTool } from '../../harness/host/find-tools-installed-by-doctor-command.ts';
import { createHost } from '../../harness/host.ts';

const host = createHost();

/**
 * The real k6, which `npm test` builds before the tests from its pinned source. A machine without it
 * fails the tests that need it.
 */
export function findK6Program(): string {
  const path = findManagedTool(host, 'k6');
  if (path === null) throw new Error('k6 is missing: node tools/install-test-tools.ts');
  return path;
}
