import { join, posix } from 'node:path';
import type { Files } from '../../host/file-operations.ts';
import type { InstallRoot } from './dependency-install-roots.ts';

/** Package-manager settings of a project that are in no commit, such as registry credentials. */
export interface PrivateInstallerSettings {
  /** Top of the project on disk. */
  readonly from: string;
  /** Files from there. */
  readonly paths: readonly string[];
}

/** Files with the registries and the credentials for them. */
const SETTINGS = ['.npmrc', '.yarnrc', '.yarnrc.yml', 'bunfig.toml'];

/** Finds settings in install folders. @param paths - Unignored files of the project, from its top. */
export function findPrivateInstallerSettings(
  files: Pick<Files, 'isFile'>,
  from: string,
  roots: readonly InstallRoot[],
  paths: readonly string[],
): PrivateInstallerSettings {
  const all = roots.flatMap(({ folder }) => SETTINGS.map((name) => posix.join(folder, name)));
  const ignored = all.filter((path) => !paths.includes(path) && files.isFile(join(from, path)));
  return { from, paths: ignored };
}
