import { expect, test } from 'vitest';
import { runKilledTeam } from '../../../support/kill/run-team-with-killed-process.ts';
import { createDraws } from '../../../support/random-draws.ts';

test('TEAM-20: ends as an undisturbed session after random kill -9 of coordinator and workers', async () => {
  const usual = await runKilledTeam(null);
  const { uniform } = createDraws(31);
  let killed = 0;
  for (const victim of ['coordinator', 'worker', 'coordinator', 'worker'] as const) {
    const { wasKilled, outcome, isUntouched, left } = await runKilledTeam({
      victim,
      afterMs: uniform() * usual.durationMs,
    });
    if (wasKilled) killed += 1;
    expect(outcome).toEqual(usual.outcome);
    expect({ isUntouched, left }).toEqual({ isUntouched: true, left: [] });
  }
  expect(killed).toBeGreaterThan(0);
}, 300_000);
