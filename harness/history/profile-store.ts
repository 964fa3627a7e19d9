import { randomBytes } from 'node:crypto';
import type { Host } from '../host.ts';
import {
  PROFILE_DIFF_SCHEMA,
  type ProfileDiffReport,
  profileDiffReportSchema,
} from '../model/documents/profile-diff-document.ts';
import {
  PROFILE_SCHEMA,
  type ProfileReport,
  profileReportSchema,
} from '../model/documents/profile-document.ts';
import { createDocumentStore, type DocumentStore } from './document-store.ts';
import type { Expected } from './parse-versioned.ts';
import { profilesFolder } from './state-folder.ts';

/** What `profile` gives. */
export type AnyProfile = ProfileReport | ProfileDiffReport;

/** What the identifier of one says that it is. */
export type ProfileSort = 'profile' | 'map' | 'difference';

/** Profiles that are kept, of all sorts together. */
const KEEP = 50;

const NAME = /-(profile|map|difference)-[\da-f]+$/u;

/** The profiles of a project, one file each under `.perf-harness/profiles/`. */
export interface ProfileStore extends Omit<DocumentStore<AnyProfile>, 'save'> {
  /** @returns The path of the file. */
  readonly save: (report: AnyProfile) => string;
}

export function createProfileStore(
  host: Pick<Host, 'files' | 'clock'>,
  stateFolder: string,
): ProfileStore {
  const expected: readonly Expected<AnyProfile>[] = [
    { noun: 'profile', identifier: PROFILE_SCHEMA, schema: profileReportSchema },
    { noun: 'profile', identifier: PROFILE_DIFF_SCHEMA, schema: profileDiffReportSchema },
  ];
  const folder = profilesFolder(stateFolder);
  const options = { stateFolder, folder, keep: KEEP, expected };
  const store = createDocumentStore<AnyProfile>(host, options);
  return {
    ...store,
    save: (report) => {
      const ending = `${sortOf(report)}-${randomBytes(2).toString('hex')}`;
      if (report.schema === PROFILE_SCHEMA) return store.save(report, ending);
      const { base, head } = report;
      return store.save(report, ending, `${base.label} to ${head.label}`);
    },
  };
}

/** By its identifier, so that a list need not read it. */
export function profileSort(id: string): ProfileSort {
  return (NAME.exec(id)?.[1] as ProfileSort | undefined) ?? 'profile';
}

function sortOf(report: AnyProfile): ProfileSort {
  if (report.schema === PROFILE_DIFF_SCHEMA) return 'difference';
  return report.map === undefined ? 'profile' : 'map';
}
