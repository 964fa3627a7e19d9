import { CONFIGURATION, type Delivery } from '../code/deliveries.ts';
import { fileAt, git, type Repository } from '../code/read-repository.ts';
import type { ChangedConfiguration } from './analyse-infrastructure.ts';

/** Configurations that came with what was deployed, or committed, in the time that is looked at. */
export async function deliveredConfigurations(
  repository: Repository,
  deliveries: readonly Delivery[],
): Promise<readonly ChangedConfiguration[]> {
  const found: ChangedConfiguration[] = [];
  for (const { from, to, ...moment } of deliveries) {
    const names = await git(
      repository,
      'diff',
      '--name-only',
      '--no-renames',
      '-z',
      from,
      to,
      '--',
    );
    for (const file of names.split('\0').filter((name) => CONFIGURATION.test(name))) {
      const touched = await git(
        repository,
        'log',
        '-1',
        '--format=%H',
        `${from}..${to}`,
        '--',
        file,
      );
      found.push({
        file,
        before: await fileAt(repository, from, file),
        after: await fileAt(repository, to, file),
        moment: { ...moment, commit: touched.trim() || to },
      });
    }
  }
  return found;
}
