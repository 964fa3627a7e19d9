/** Saved maps of a scenario, which serve again while the code is unchanged. */
import { utimesSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { mapScenario } from '../../../api/target/read-saved-or-measure-performance-map.ts';
import { createHost } from '../../../harness/host.ts';
import type { ProfileReport } from '../../../harness/model/documents/profile-document.ts';
import { withInProcessModuleReader } from '../../support/in-process-module-reader.ts';
import {
  createProfiledProject,
  SAVED_PROFILE,
  saveScenarioProfile,
} from '../../support/project-with-saved-profile.ts';
import { writeFiles } from '../../support/run-cli.ts';

const host = withInProcessModuleReader(createHost());
/** Asks for the map; rejects with the reason of the signal where the scenario would be profiled. */
function askFor(root: string) {
  const signal = AbortSignal.abort(new Error('it would be profiled'));
  return mapScenario(host, { root, target: 'work', purpose: 'explain', signal });
}

test('a saved map serves again while the code is unchanged', async () => {
  const saved = await askFor(createProfiledProject(host));
  expect(saved).toMatchObject({ scenario: 'work', isSaved: true });
  expect(saved.map).toEqual(SAVED_PROFILE.map);
});

test('a report that was written into the project changes no code', async () => {
  const root = createProfiledProject(host, { state: 'failed' });
  // Longer than the steps in which a file system counts time.
  await setTimeout(20);
  saveScenarioProfile(host, root, { created_at: new Date().toISOString() });
  await setTimeout(20);
  writeFiles(root, { 'brief.md': '# Brief\n' });
  expect(await askFor(root)).toMatchObject({ isSaved: true });
});

test('a file that changed since makes the map stale, even if its time is set back', async () => {
  const root = createProfiledProject(host, { created_at: '2020-01-01T00:00:00.000Z' });
  for (const path of ['src/orders.js', 'scenarios/work.js', 'package.json']) {
    utimesSync(join(root, path), 1, 1);
  }
  await expect(askFor(root)).rejects.toThrow('it would be profiled');
});

test.each<[string, Partial<ProfileReport>]>([
  ['of another scenario', { scenario: 'other' }],
  ['of a copy of the project', { root: '/elsewhere' }],
  ['that was interrupted', { state: 'interrupted' }],
  ['without a map', { map: undefined as never }],
  ['of another Node.js', { environment: null }],
])('a profile %s is not used', async (_, changes) => {
  await expect(askFor(createProfiledProject(host, changes))).rejects.toThrow(
    'it would be profiled',
  );
});
