import { z } from 'zod';
import { createCall } from '../../../registry/cli-command-definition.ts';
import { defineTool, RUNS_PROJECT } from '../../../registry/tools/agent-tool-definition.ts';
import { answerText } from '../../../registry/tools/agent-tool-response-text.ts';
import { scenarioArgument } from '../../../registry/tools/schemas/shared-tool-arguments.ts';
import { PROFILE_OPTIONS } from './profile-options.ts';
import { profileSingleScenario } from './profile-single-scenario.ts';

/** Maximum number of steps of a map in an answer; the text covers what else is important. */
const MOST_STEPS = 40;

export const mapAgentTool = defineTool({
  name: 'map',
  title: 'Map where a scenario spends its time',
  description:
    'Steps of one scenario with their shares of the time, by code, queries, services and waiting, and suspicious patterns.',
  permission: 'map',
  measures: true,
  effects: RUNS_PROJECT,
  input: z.strictObject({ scenario: scenarioArgument }),
  output: z.object({
    scenario: z.string(),
    steps: z.array(z.looseObject({})),
    suspicions: z.array(z.looseObject({})),
  }),
  call: async ({ scenario }, context) => {
    const flags = { instrument: false };
    const call = createCall(context.host, PROFILE_OPTIONS, { words: [scenario], flags });
    const report = await profileSingleScenario(context, call);
    return {
      structured: {
        scenario,
        steps: [...(report.map?.steps ?? [])].slice(0, MOST_STEPS).map((step) => ({ ...step })),
        suspicions: [...(report.map?.suspicion_stack ?? [])]
          .slice(0, MOST_STEPS)
          .map((candidate) => ({ ...candidate })),
      },
      text: await answerText(report),
    };
  },
});
