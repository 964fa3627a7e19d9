import { join } from 'node:path';
import { createProfileStore } from '../../harness/history/report-document-store.ts';
import type { Host } from '../../harness/host.ts';
import type { ProfileReport } from '../../harness/model/documents/profile-document.ts';
import { goldenDocuments } from '../../tools/golden/golden-documents.ts';
import { createProject } from './run-cli.ts';

/** The profile that is saved, but for its time and scenario. */
export const SAVED_PROFILE: ProfileReport = goldenDocuments()['profile-map'];

const MINUTE_MS = 60_000;

/** Creates a project with a saved profile of its only scenario, `work`, newer than its files. */
export function createProfiledProject(host: Host, changes: Partial<ProfileReport> = {}): string {
  const root = createProject({
    'src/orders.js': 'export function loadOrders() {\n  return 1;\n}\n',
    'scenarios/work.js': `import { loadOrders } from '../src/orders.js';
export default { name: 'work', run: () => loadOrders() };
`,
  });
  const createdAt = new Date(Date.now() + MINUTE_MS).toISOString();
  saveScenarioProfile(host, root, { created_at: createdAt, ...changes });
  return root;
}

/** Saves a profile of the scenario of such a project. */
export function saveScenarioProfile(
  host: Host,
  root: string,
  changes: Partial<ProfileReport>,
): void {
  const { environment } = SAVED_PROFILE;
  if (environment === null) throw new Error('the profile has no environment');
  const runtime = { ...environment.runtime, node: process.versions.node };
  createProfileStore(host, join(root, '.perf-harness')).save({
    ...SAVED_PROFILE,
    root,
    scenario: 'work',
    environment: { ...environment, runtime },
    ...changes,
  });
}
