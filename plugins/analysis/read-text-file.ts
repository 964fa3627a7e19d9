import type { Host } from '../../harness/host.ts';
import { UserError } from '../../harness/model/user-error.ts';

/** Returns the text of a file; null if it is missing, not readable, or a link to a folder. */
export function readText({ files }: Host, path: string): string | null {
  try {
    return files.read(path);
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}
