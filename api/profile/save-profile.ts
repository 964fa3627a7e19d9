import { type AnyProfile, createProfileStore } from '../../harness/history/document-store.ts';
import type { Host } from '../../harness/host.ts';
import { UserError } from '../../harness/model/user-error.ts';
import type { Config } from '../../harness/scenario/config.ts';

/**
 * Keeps a profile that was taken, to be looked at again. @returns why it could not be kept, which is
 * no reason not to tell it; null: it is kept.
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
