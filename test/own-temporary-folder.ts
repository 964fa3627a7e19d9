/**
 * What tests leave in the folder for temporary files goes with them: the run has one of its own, which
 * is removed at its end. Its name is short, since PostgreSQL's socket in it has 107 bytes for its path.
 */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Called once for each project of vitest; the first makes it. */
export default function useOwnTemporaryFolder(): (() => void) | undefined {
  if (process.env.PERF_HARNESS_TEST_FOLDER) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'ph-'));
  // PostgreSQL and MariaDB run as users of their own, who read and write in it.
  chmodSync(folder, 0o1777);
  process.env.PERF_HARNESS_TEST_FOLDER = folder;
  process.env.TMPDIR = folder;
  return () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}
