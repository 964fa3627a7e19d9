import { join } from 'node:path';
import { expect, it } from 'vitest';
import { findNewScenarios } from '../../../harness/snapshot/find-new-scenarios.ts';
import { gitProject } from '../../support/git-project.ts';
import { memoryHost } from '../../support/memory-host.ts';

it('takes for new what the commit has no file for, or no name in it', async () => {
  const project = gitProject();
  const commit = project.commit('base', { 'scenarios/a.js': `name: 'old'` });
  project.commit('head', { 'scenarios/a.js': `name: 'old' name: 'added'`, 'scenarios/b.js': '' });
  const scenario = (name: string, file: string | null, source = name) => ({
    name,
    source: file === null ? null : { file: join(project.root, 'scenarios', file), name: source },
  });
  const found = await findNewScenarios(
    memoryHost().host,
    { top: project.root, gitDir: join(project.root, '.git'), isShallow: false },
    [
      scenario('old', 'a.js'),
      scenario('old {n=2}', 'a.js', 'old'),
      scenario('added', 'a.js'),
      scenario('whole file', 'b.js'),
      scenario('ad hoc', null),
    ],
    { commit, signal: new AbortController().signal },
  );
  expect([...found]).toEqual(['added', 'whole file']);
});
