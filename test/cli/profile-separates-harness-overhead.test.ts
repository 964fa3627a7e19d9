/** A real profile of units that spend much time in perf-harness itself, which no table lists. */
import { expect, it } from 'vitest';
import { profileReportSchema } from '../../harness/model/documents/profile-document.ts';
import { createLiveProject, type LiveProject } from '../support/live-comparison-project.ts';

/** Around each call of a few microseconds perf-harness reads two clocks twice and calls a hook. */
const SHORT = `import { work } from '../src/work.js';
let rounds = 0;
export default {
  name: 'short', duration: '100 ms', warmup: '20 ms',
  beforeEach() { rounds += 1; },
  run: () => work(),
};
`;

/** Tolerated share, since a sample may hit a Node.js builtin whose caller is not on the stack. */
const FEW_SAMPLES = 0.02;
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

it('lists the harness as a separate share in a profile, and not among what takes the time', async () => {
  // A stall counts for the function that it meets: long enough to leave the others their share.
  const longer = SHORT.replace("duration: '100 ms'", "duration: '400 ms'");
  const project = createLiveProject({ 'scenarios/work.ts': longer });
  const asked = ['profile', 'short', '--trials', '1', '--no-map', '--no-instrument'];
  const profile = profileReportSchema.parse(await run(project, ...asked));
  const own = profile.owners.find(({ owner }) => owner === 'harness');
  expect(own?.share.median).toBeGreaterThan(0.05);
  const { functions, hot_spots: spots } = profile;
  const hot = namesOf(
    functions,
    spots.filter(({ self }) => self.median > FEW_SAMPLES).map((spot) => spot.function),
  );
  expect(hot).toContain('work');
  expect(hot.filter((name) => CLOCKS.test(name))).toEqual([]);
});
