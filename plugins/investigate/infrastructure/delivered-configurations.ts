import type { IncidentDeployment, InvestigationReport } from 'perf-harness';
import { CONFIGURATION, deliveriesOf } from '../code/deliveries.ts';
import {
  commitsBetween,
  fileAt,
  git,
  type Repository,
  taggedDeployments,
} from '../code/read-repository.ts';
import type { ChangedConfiguration } from './analyse-infrastructure.ts';

/** Configurations that came with what was deployed, or committed, in the time that is looked at. */
export async function deliveredConfigurations(
  repository: Repository,
  named: readonly Omit<IncidentDeployment, 'in_window'>[] | null,
  incident: InvestigationReport['incident'],
): Promise<readonly ChangedConfiguration[]> {
  const span = { since: Date.parse(incident.since), until: Date.parse(incident.until) };
  const commits = await commitsBetween(repository, span.since, span.until);
  const deployments = named ?? (await taggedDeployments(repository));
  const deliveries = await deliveriesOf(repository, deployments, commits, span);
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
