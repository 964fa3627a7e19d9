import { z } from 'zod';
import { answerText } from '../measure/answer-text.ts';
import { given } from '../measure/given.ts';
import { profileOne } from '../measure/profile-scenario.ts';
import { scenarioArgument, wordArgument } from '../schemas/words.ts';
import { defineTool, MEASURES } from '../tool.ts';

export const profile = defineTool({
  name: 'profile',
  title: 'Profile a scenario',
  description:
    'Where the time of one scenario goes: the functions that take most, with file and line. Profiled trials are never measured ones.',
  permission: 'profile',
  measures: true,
  effects: MEASURES,
  input: z.strictObject({
    scenario: scenarioArgument,
    kind: wordArgument.optional().describe('cpu, heap or another. Default: cpu, and deeper.'),
  }),
  output: z.object({ scenario: z.string(), text: z.string() }),
  call: async ({ scenario, kind }, context) => {
    const words = { targets: [scenario], map: false, instrument: false, ...given({ kind }) };
    const text = await answerText(await profileOne(context, words));
    return { structured: { scenario, text }, text };
  },
});
