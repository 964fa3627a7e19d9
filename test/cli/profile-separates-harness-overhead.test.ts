/** A real profile of units that spend much time in perf-harness itself, which no table lists. */
import { expect, it } from 'vitest';
import { profileReportSchema } from '../../harness/model/documents/profile-document.ts';
import { createLiveProject } from '../support/live-comparison-project.ts';
import {
  HARNESS_FUNCTIONS,
  namesWithoutHarness,
  runAsJson,
  SHORT_SCENARIO,
} from '../support/short-function-profiles.ts';

/** Tolerated share, since a sample may hit a Node.js builtin whose caller is not on the stack. */
const FEW_SAMPLES = 0.02;

it('lists the harness as a separate share in a profile, and not among what takes the time', async () => {
  // A stall counts for the function that it meets: long enough to leave the others their share.
  const longer = SHORT_SCENARIO.replace("duration: '100 ms'", "duration: '400 ms'");
  const project = createLiveProject({ 'scenarios/work.ts': longer });
  const asked = ['profile', 'short', '--trials', '1', '--no-map', '--no-instrument'];
  const profile = profileReportSchema.parse(await runAsJson(project, ...asked));
  const own = profile.owners.find(({ owner }) => owner === 'harness');
  expect(own?.share.median).toBeGreaterThan(0.05);
  const { functions, hot_spots: spots } = profile;
  const hot = namesWithoutHarness(
    functions,
    spots.filter(({ self }) => self.median > FEW_SAMPLES).map((spot) => spot.function),
  );
  expect(hot).toContain('work');
  expect(hot.filter((name) => HARNESS_FUNCTIONS.test(name))).toEqual([]);
});
