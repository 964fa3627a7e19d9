import { z } from 'zod';
import { callOf } from '../../../registry/command.ts';
import { answerText } from '../../../registry/tools/answer-text.ts';
import { refuseOutside } from '../../../registry/tools/inside-project.ts';
import { measuring } from '../../../registry/tools/measuring.ts';
import { optionInputs } from '../../../registry/tools/option-input.ts';
import {
  refArgument,
  scenarioArgument,
  wordArgument,
} from '../../../registry/tools/schemas/words.ts';
import { defineTool, MEASURES } from '../../../registry/tools/server-tool.ts';
import { BISECT_OPTIONS } from './options.ts';

export const bisectTool = defineTool({
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
    ...optionInputs(BISECT_OPTIONS, 'time'),
  }),
  output: z.object({ text: z.string() }),
  call: async ({ good, bad, scenario, metric, time }, context) => {
    const { host } = context;
    const [{ readBisect }, { bisectProject }] = await Promise.all([
      import('./read-bisect.ts'),
      import('../../../api/bisect/bisect-project.ts'),
    ]);
    const names = [good, bad, scenario];
    refuseOutside(host, host.cwd, names);
    const call = callOf(host, BISECT_OPTIONS, { words: names, flags: { metric, time } });
    const options = await readBisect(call);
    const report = await measuring(context, 'bisect', (session) =>
      bisectProject(host, options, session),
    );
    const text = await answerText(report);
    return { structured: { text }, text };
  },
});
