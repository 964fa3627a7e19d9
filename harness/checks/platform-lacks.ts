import { lacksOf } from '../machine/platform-lacks.ts';
import type { CheckBefore } from '../model/check.ts';

/** What this operating system does not tell or cannot do, as far as the scenario misses it. */
export const platformLacks: CheckBefore = {
  id: 'platform-lacks',
  check: ({ scenario, environment }) => {
    const { title, lacks } = lacksOf(environment.machine.platform);
    const missed = lacks.filter(({ kinds }) => kinds.includes(scenario.kind));
    if (missed.length === 0) return [];
    return [
      {
        id: platformLacks.id,
        level: 'info',
        message: `${title} does not give perf-harness all that Linux does. Missing here: ${missed
          .map(({ what, without }) => `${what} (without it: ${without})`)
          .join('; ')}.`,
        remedy: 'Measure on Linux what needs these; all else is measured here as it is there.',
      },
    ];
  },
};
