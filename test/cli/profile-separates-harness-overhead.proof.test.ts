/** The difference of real profiles of units that spend much time in perf-harness itself. */
import { expect, it } from 'vitest';
import { profileDiffReportSchema } from '../../harness/model/documents/profile-diff-document.ts';
import {
  createLiveProject,
  type LiveProject,
  workModule,
} from '../support/live-comparison-project.ts';
import { writeFiles } from '../support/run-cli.ts';

/** Around each call of a few microseconds perf-harness reads two clocks twice and calls a hook. */
const SHORT = `import { work } from '../src/work.js';
let rounds = 0;
export default {
  name: 'short', duration: '100 ms', warmup: '20 ms',
  beforeEach() { rounds += 1; },
  run: () => work(),
};
`;

/** Functions that only perf-harness calls in these units. */
const CLOCKS = /^(?:cpuUsage|now|hrtime|getHeapStatistics|setImmediate|look)$/u;

function namesOf(
  functions: readonly { readonly name: string; readonly owner: string }[],
  indexes: readonly number[],
): readonly string[] {
  const named = indexes.flatMap((index) => functions[index] ?? []);
  expect(named.map(({ owner }) => owner)).not.toContain('harness');
  return named.map(({ name }) => name);
}

async function run(project: LiveProject, ...args: readonly string[]): Promise<unknown> {
  const { code, out, err } = await project.command([...args, '--reporter', 'json'], {
    isLight: true,
  });
  expect(code, err).toBe(0);
  return JSON.parse(out);
}

it('leaves the harness out of the reasons for a difference of two real sides', async () => {
  const project = createLiveProject({ 'scenarios/work.ts': SHORT });
  // Two lines further down.
  writeFiles(project.root, { 'src/work.js': `// Moved.\n\n${workModule(6_000)}` });
  const asked = ['profile', 'short', '--diff', 'main', '--trials', '1', '--seed', '5'];
  const report = profileDiffReportSchema.parse(await run(project, ...asked));
  expect(report).toMatchObject({ seed: 5, base: { label: 'main' }, state: 'completed' });
  const { difference } = report;
  if (difference === null) throw new Error('nothing was compared');
  expect(difference.pairs).toBe(1);
  const named = namesOf(
    difference.functions,
    difference.changes.map((change) => change.function),
  );
  expect(named[0]).toBe('work');
  expect(named.filter((name) => CLOCKS.test(name))).toEqual([]);
});
