/** Saved maps of a scenario, which serve again while the code is unchanged. */
import { utimesSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { mapScenario } from '../../../api/target/read-saved-or-measure-performance-map.ts';
import { createProfileStore } from '../../../harness/history/report-document-store.ts';
import { createHost } from '../../../harness/host.ts';
import type { ProfileReport } from '../../../harness/model/documents/profile-document.ts';
import { goldenDocuments } from '../../../tools/golden/golden-documents.ts';
import { withInProcessModuleReader } from '../../support/in-process-module-reader.ts';
import { createProject, writeFiles } from '../../support/run-cli.ts';

const host = withInProcessModuleReader(createHost());
const MINUTE_MS = 60_000;

/** A project with a saved profile of its only scenario. */
function createProfiledProject(changes: Partial<ProfileReport> = {}): string {
  const root = createProject({
    'src/work.js': 'export const work = () => 1;\n',
    'scenarios/work.js': `import { work } from '../src/work.js';
export default { name: 'work', run: () => work() };
`,
  });
  const profile = goldenDocuments()['profile-map'] as ProfileReport;
  const { environment } = profile;
  if (environment === null) throw new Error('the profile has no environment');
  const runtime = { ...environment.runtime, node: process.versions.node };
  createProfileStore(host, join(root, '.perf-harness')).save({
    ...profile,
    root,
    scenario: 'work',
    created_at: new Date(Date.now() + MINUTE_MS).toISOString(),
    environment: { ...environment, runtime },
    ...changes,
  });
  return root;
}

/** Asks for the map; rejects with the reason of the signal where the scenario would be profiled. */
function askFor(root: string) {
  const signal = AbortSignal.abort(new Error('it would be profiled'));
  return mapScenario(host, { root, target: 'work', purpose: 'explain', signal });
}

test('a saved map serves again while the code is unchanged', async () => {
  const saved = await askFor(createProfiledProject());
  expect(saved).toMatchObject({ scenario: 'work', isSaved: true });
  expect(saved.map).toEqual((goldenDocuments()['profile-map'] as ProfileReport).map);
});

test('a report that was written into the project changes no code', async () => {
  const root = createProfiledProject({ created_at: new Date().toISOString() });
  await new Promise((resolve) => setTimeout(resolve, 5));
  writeFiles(root, { 'brief.md': '# Brief\n' });
  expect(await askFor(root)).toMatchObject({ isSaved: true });
});

test('a file that changed since makes the map stale, even if its time is set back', async () => {
  const root = createProfiledProject({ created_at: new Date().toISOString() });
  await new Promise((resolve) => setTimeout(resolve, 5));
  writeFiles(root, { 'src/work.js': 'export const work = () => 2;\n' });
  utimesSync(join(root, 'src/work.js'), 1, 1);
  await expect(askFor(root)).rejects.toThrow('it would be profiled');
});

test.each<[string, Partial<ProfileReport>]>([
  ['of another scenario', { scenario: 'other' }],
  ['of a copy of the project', { root: '/elsewhere' }],
  ['that was interrupted', { state: 'interrupted' }],
  ['without a map', { map: undefined as never }],
  ['of another Node.js', { environment: null }],
])('a profile %s is not used', async (_, changes) => {
  await expect(askFor(createProfiledProject(changes))).rejects.toThrow('it would be profiled');
});
