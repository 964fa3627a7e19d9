import { z } from 'zod';
import { answerText } from '../measure/answer-text.ts';
import { profileOne } from '../measure/profile-scenario.ts';
import { scenarioArgument } from '../schemas/words.ts';
import { defineTool, MEASURES } from '../tool.ts';

/** Steps of a map in an answer; the text has what else counts. */
const MOST_STEPS = 40;

export const map = defineTool({
  name: 'map',
  title: 'Map the time of a scenario',
  description:
    'The steps of one scenario with their share of the time, code, queries, services and waiting told apart, and what is suspicious in them. The place to begin where it is not known why something is slow.',
  permission: 'map',
  measures: true,
  effects: MEASURES,
  input: z.strictObject({ scenario: scenarioArgument }),
  output: z.object({
    scenario: z.string(),
    steps: z.array(z.looseObject({})),
    suspicions: z.array(z.looseObject({})),
  }),
  call: async ({ scenario }, context) => {
    const report = await profileOne(context, { targets: [scenario], instrument: false });
    return {
      structured: {
        scenario,
        steps: [...(report.map?.steps ?? [])].slice(0, MOST_STEPS).map((step) => ({ ...step })),
        suspicions: [...(report.map?.suspicion_stack ?? [])]
          .slice(0, MOST_STEPS)
          .map((one) => ({ ...one })),
      },
      text: await answerText(report),
    };
  },
});
