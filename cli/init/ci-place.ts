import type { CiInstall } from './ci-installs.ts';

/** What of the repository shapes the file. */
export interface CiPlace {
  /** The project's folder from the top of the repository, with slashes; `.` for the top itself. */
  readonly folder: string;
  /** What is installed before anything is measured, in this order. */
  readonly installs: readonly CiInstall[];
  /** There is a `.gitlab-ci.yml` that someone else wrote. */
  readonly hasGitlabFile: boolean;
}
