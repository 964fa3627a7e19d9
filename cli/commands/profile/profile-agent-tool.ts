import { z } from 'zod';
import { createCall } from '../../../registry/cli-command-definition.ts';
import { defineTool, RUNS_PROJECT } from '../../../registry/tools/agent-tool-definition.ts';
import { answerText } from '../../../registry/tools/agent-tool-response-text.ts';
import { scenarioArgument } from '../../../registry/tools/schemas/shared-tool-arguments.ts';
import { optionInputs } from '../../../registry/tools/tool-inputs-from-command-options.ts';
import { PROFILE_OPTIONS } from './profile-options.ts';
import { profileSingleScenario } from './profile-single-scenario.ts';

export const profileAgentTool = defineTool({
  name: 'profile',
  title: 'Profile a scenario',
  description:
    'Shows where the time of one scenario goes: the most expensive functions, with file and line. Profiled trials never count as measurements.',
  permission: 'profile',
  measures: true,
  effects: RUNS_PROJECT,
  input: z.strictObject({
    scenario: scenarioArgument,
    ...optionInputs(PROFILE_OPTIONS, 'kind'),
  }),
  output: z.object({ scenario: z.string(), text: z.string() }),
  call: async ({ scenario, kind }, context) => {
    const flags = { map: false, instrument: false, kind };
    const call = createCall(context.host, PROFILE_OPTIONS, { words: [scenario], flags });
    const text = await answerText(await profileSingleScenario(context, call));
    return { structured: { scenario, text }, text };
  },
});
