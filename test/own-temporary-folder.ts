/** Tests leave folders behind, thousands in all: they lie in one that goes when the tests end. */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Workers are started with the environment of the process that this runs in. */
export function setup(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'ph-'));
  // As the system's own: some programs of the tests run as other users.
  chmodSync(folder, 0o1777);
  process.env.TMPDIR = folder;
  return () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
