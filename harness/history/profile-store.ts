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
import { profilesFolder } from './state-folder.ts';

/** What `profile` gives. */
export type AnyProfile = ProfileReport | ProfileDiffReport;

/** What the identifier of one says that it is. */
export type ProfileSort = 'profile' | 'map' | 'difference';

/** Profiles that are kept, of all sorts together. */
const KEEP = 50;

const NAME = /-(profile|map|difference)-[\da-f]+$/u;

/** Profiles of a project, one file each under `.perf-harness/profiles/`. */
export function createProfileStore(
  host: Pick<Host, 'files' | 'clock'>,
  stateFolder: string,
): DocumentStore<AnyProfile> {
  return createDocumentStore<AnyProfile>(host, {
    stateFolder,
    folder: profilesFolder(stateFolder),
    keep: KEEP,
    expected: [
      { noun: 'profile', identifier: PROFILE_SCHEMA, schema: profileReportSchema },
      { noun: 'profile', identifier: PROFILE_DIFF_SCHEMA, schema: profileDiffReportSchema },
    ],
    endingOf: (report) => `${sortOf(report)}-${randomBytes(2).toString('hex')}`,
    listedAs: (report) =>
      report.schema === PROFILE_SCHEMA ? undefined : `${report.base.label} to ${report.head.label}`,
  });
}

/** By its identifier, so that a list need not read it. */
export function profileSort(id: string): ProfileSort {
  return (NAME.exec(id)?.[1] as ProfileSort | undefined) ?? 'profile';
}

function sortOf(report: AnyProfile): ProfileSort {
  if (report.schema === PROFILE_DIFF_SCHEMA) return 'difference';
  return report.map === undefined ? 'profile' : 'map';
}
