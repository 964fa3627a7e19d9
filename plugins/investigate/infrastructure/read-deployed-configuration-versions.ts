import {
  findFilesWithText,
  listChangedFiles,
  type Repository,
  readFileAtCommit,
  runGit,
} from '../code/git-repository.ts';
import { CONFIGURATION_PATTERN, type Delivery } from '../code/read-repository-history.ts';
import type { ChangedConfiguration } from './analyse-configuration-changes.ts';
import { AUTOSCALER_KIND } from './autoscalers.ts';
import type { SettingsFile } from './changed-configuration-settings.ts';

/** Maximum number of manifests read; more belong to a platform rather than a service. */
const MOST_MANIFESTS = 100;

export async function readDeliveredConfigurations(
  repository: Repository,
  deliveries: readonly Delivery[],
): Promise<readonly ChangedConfiguration[]> {
  const found: ChangedConfiguration[] = [];
  for (const { from, to, ...moment } of deliveries) {
    const names = await listChangedFiles(repository, { from, to });
    for (const file of names.filter((name) => CONFIGURATION_PATTERN.test(name))) {
      const range = ['-1', '--format=%H', `${from}..${to}`, '--', file];
      const touched = await runGit(repository, 'log', ...range);
      found.push({
        file,
        before: await readFileAtCommit(repository, from, file),
        after: await readFileAtCommit(repository, to, file),
        moment: { ...moment, commit: touched.trim() || to },
      });
    }
  }
  return found;
}

/** Reads manifests with autoscalers of the newest delivery, else of the repository. */
export async function readAutoscalerManifests(
  repository: Repository,
  deliveries: readonly Delivery[],
): Promise<readonly Pick<SettingsFile, 'file' | 'after'>[]> {
  const [newest] = deliveries.toSorted((a, b) => (b.at ?? '').localeCompare(a.at ?? ''));
  const commit = newest?.to ?? 'HEAD';
  const globs = ['*.yml', '*.yaml', '*.json'];
  const files = await findFilesWithText(repository, commit, AUTOSCALER_KIND, globs);
  const found: Pick<SettingsFile, 'file' | 'after'>[] = [];
  for (const file of files.slice(0, MOST_MANIFESTS))
    found.push({ file, after: await readFileAtCommit(repository, commit, file) });
  return found;
}
