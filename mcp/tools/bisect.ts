import { z } from 'zod';
import { answerText } from '../measure/answer-text.ts';
import { given } from '../measure/given.ts';
import { refuseOutside } from '../measure/inside-project.ts';
import { measuring } from '../measure/measuring.ts';
import { refArgument, scenarioArgument, timeArgument, wordArgument } from '../schemas/words.ts';
import { defineTool, MEASURES } from '../tool.ts';

export const bisect = defineTool({
  name: 'bisect',
  title: 'Find the commit that made the difference',
  description:
    'Takes a good commit, a bad one and a scenario: shows that they differ, searches, and confirms the culprit on fresh pairs. Takes minutes. Nothing of the repository is touched.',
  permission: 'bisect',
  measures: true,
  effects: MEASURES,
  input: z.strictObject({
    good: refArgument,
    bad: refArgument,
    scenario: scenarioArgument,
    metric: wordArgument.optional(),
    time: timeArgument,
  }),
  output: z.object({ text: z.string() }),
  call: async ({ good, bad, scenario, metric, time }, context) => {
    const { host } = context;
    const [{ readBisect }, { bisectProject }] = await Promise.all([
      import('../../options/bisect.ts'),
      import('../../api/bisect/bisect-project.ts'),
    ]);
    const names = [good, bad, scenario];
    refuseOutside(host, host.cwd, names);
    const options = await readBisect(host, { names, ...given({ metric, time }) });
    const report = await measuring(context, 'bisect', (session) =>
      bisectProject(host, options, session),
    );
    const text = await answerText(report);
    return { structured: { text }, text };
  },
});
