/** The difference of real profiles of units that spend much time in perf-harness itself. */
import { expect, it } from 'vitest';
import { profileDiffReportSchema } from '../../harness/model/documents/profile-diff-document.ts';
import { createLiveProject, workModule } from '../support/live-comparison-project.ts';
import { writeFiles } from '../support/run-cli.ts';
import {
  HARNESS_FUNCTIONS,
  namesWithoutHarness,
  runAsJson,
  SHORT_SCENARIO,
} from '../support/short-function-profiles.ts';

it('leaves the harness out of the reasons for a difference of two real sides', async () => {
  const project = createLiveProject({ 'scenarios/work.ts': SHORT_SCENARIO });
  // Two lines further down.
  writeFiles(project.root, { 'src/work.js': `// Moved.\n\n${workModule(6_000)}` });
  const asked = ['profile', 'short', '--diff', 'main', '--trials', '1', '--seed', '5'];
  const report = profileDiffReportSchema.parse(await runAsJson(project, ...asked));
  expect(report).toMatchObject({ seed: 5, base: { label: 'main' }, state: 'completed' });
  const { difference } = report;
  if (difference === null) throw new Error('nothing was compared');
  expect(difference.pairs).toBe(1);
  const named = namesWithoutHarness(
    difference.functions,
    difference.changes.map((change) => change.function),
  );
  expect(named[0]).toBe('work');
  expect(named.filter((name) => HARNESS_FUNCTIONS.test(name))).toEqual([]);
});
