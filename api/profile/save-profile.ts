import {
  type AnyProfile,
  createProfileStore,
} from '../../harness/history/report-document-store.ts';
import type { Host } from '../../harness/host.ts';
import { UserError } from '../../harness/model/user-error.ts';
import type { Config } from '../../harness/scenario/project-config.ts';

/**
 * Saves a profile for later analysis. @returns The reason why it could not be saved, in which case
 * it can still be reported; null: it was saved.
 */
export function saveProfile(
  host: Host,
  { stateFolder }: Pick<Config, 'stateFolder'>,
  report: AnyProfile,
): string | null {
  try {
    createProfileStore(host, stateFolder).save(report);
    return null;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return error.message;
  }
}
