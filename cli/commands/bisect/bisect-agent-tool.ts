import { z } from 'zod';
import { createCall } from '../../../registry/cli-command-definition.ts';
import { defineTool, RUNS_PROJECT } from '../../../registry/tools/agent-tool-definition.ts';
import { answerText } from '../../../registry/tools/agent-tool-response-text.ts';
import { rejectOutsidePaths } from '../../../registry/tools/reject-paths-outside-project.ts';
import { runInMeasurementSession } from '../../../registry/tools/run-agent-tool-with-measurement-lock.ts';
import {
  refArgument,
  scenarioArgument,
  wordArgument,
} from '../../../registry/tools/schemas/shared-tool-arguments.ts';
import { optionInputs } from '../../../registry/tools/tool-inputs-from-command-options.ts';
import { BISECT_OPTIONS } from './bisect-options.ts';

export const bisectAgentTool = defineTool({
  name: 'bisect',
  title: 'Find the commit that caused a change',
  description:
    'Searches between a good and a bad commit for the change that made a scenario slower, and confirms it with new pairs. Takes minutes; only reads the repository.',
  permission: 'bisect',
  measures: true,
  effects: RUNS_PROJECT,
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
    const [{ readBisectOptions }, { bisectProject }] = await Promise.all([
      import('./read-bisect-options.ts'),
      import('../../../api/bisect/bisect-scenario-and-save-report.ts'),
    ]);
    const names = [good, bad, scenario];
    rejectOutsidePaths(host, host.cwd, names);
    const call = createCall(host, BISECT_OPTIONS, { words: names, flags: { metric, time } });
    const options = await readBisectOptions(call);
    const report = await runInMeasurementSession(context, 'bisect', (session) =>
      bisectProject(host, options, session),
    );
    const text = await answerText(report);
    return { structured: { text }, text };
  },
});
