import { z } from 'zod';
import { shorten } from '../measure/answer-text.ts';
import { given } from '../measure/given.ts';
import { refuseOutside } from '../measure/inside-project.ts';
import { measuring } from '../measure/measuring.ts';
import { scenariosArgument, timeArgument } from '../schemas/words.ts';
import { defineTool, MEASURES } from '../tool.ts';

export const calibrate = defineTool({
  name: 'calibrate',
  title: 'Find the noise of this machine',
  description:
    'Measures identical code against itself: what differs is noise, and gives the smallest change of each scenario that can be seen here. Its result serves later comparisons.',
  permission: 'calibrate',
  measures: true,
  effects: MEASURES,
  input: z.strictObject({
    scenarios: scenariosArgument,
    pairs: z.int().min(10).max(1_000).optional().describe('Default: 30.'),
    time: timeArgument,
  }),
  output: z.object({ calibration: z.looseObject({}) }),
  call: async ({ scenarios: targets = [], pairs, time }, context) => {
    const { host } = context;
    const [{ readCalibrate }, api] = await Promise.all([
      import('../../options/calibrate.ts'),
      import('../../api/compare/calibrate.ts'),
    ]);
    refuseOutside(host, host.cwd, targets);
    const words = given({ time, pairs: pairs === undefined ? undefined : String(pairs) });
    const options = await readCalibrate(host, { targets, ...words });
    const calibrated = await measuring(context, 'calibrate', (session) =>
      api.calibrate(host, options, session),
    );
    // The machine is known to whoever asks.
    const { environment: _, ...report } = calibrated.report;
    return {
      structured: { calibration: report },
      text: shorten(`${JSON.stringify(report, null, 1)}\n`),
    };
  },
});
