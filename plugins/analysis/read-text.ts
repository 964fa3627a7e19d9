import type { Host } from '../../harness/host.ts';
import { UserError } from '../../harness/model/user-error.ts';

/** null: it is not there, may not be read, or is a link to a folder. */
export function readText({ files }: Host, path: string): string | null {
  try {
    return files.read(path);
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}
