import { z } from 'zod';
import { readOptions } from '../../../registry/cli-command-option.ts';
import { defineTool, RUNS_PROJECT } from '../../../registry/tools/agent-tool-definition.ts';
import { shorten } from '../../../registry/tools/agent-tool-response-text.ts';
import { rejectOutsidePaths } from '../../../registry/tools/reject-paths-outside-project.ts';
import { roundNumbers } from '../../../registry/tools/round-numbers.ts';
import { runInMeasurementSession } from '../../../registry/tools/run-agent-tool-with-measurement-lock.ts';
import { scenariosArgument } from '../../../registry/tools/schemas/shared-tool-arguments.ts';
import { optionInputs } from '../../../registry/tools/tool-inputs-from-command-options.ts';
import { CALIBRATE_OPTIONS } from './calibrate-options.ts';

export const calibrateAgentTool = defineTool({
  name: 'calibrate',
  title: 'Measure the noise of this machine',
  description:
    'Measures identical code against itself, which shows the smallest detectable change of each scenario on this machine. Later comparisons use the result.',
  permission: 'calibrate',
  measures: true,
  effects: RUNS_PROJECT,
  input: z.strictObject({
    scenarios: scenariosArgument,
    pairs: z.int().min(10).max(1_000).optional().describe('Default: 30.'),
    ...optionInputs(CALIBRATE_OPTIONS, 'time'),
  }),
  output: z.object({ calibration: z.looseObject({}) }),
  call: async (
    { scenarios: targets = [], pairs = CALIBRATE_OPTIONS.pairs.usual, time },
    context,
  ) => {
    const { host } = context;
    const [{ loadConfig }, { readScenarios }, api] = await Promise.all([
      import('../../../harness/scenario/project-config.ts'),
      import('../../../harness/scenario/parse-scenario-selection-flags.ts'),
      import('../../../api/compare/calibrate-noise.ts'),
    ]);
    rejectOutsidePaths(host, host.cwd, targets);
    const { seed, time: maxTimeMs } = readOptions(CALIBRATE_OPTIONS, { time });
    const wanted = readScenarios({ targets });
    const config = await loadConfig(host, host.cwd);
    const calibrated = await runInMeasurementSession(context, 'calibrate', (session) =>
      api.calibrateNoise(host, { config, wanted, pairs, seed, maxTimeMs }, session),
    );
    // The environment is left out, since the caller knows its machine.
    const { environment: _, ...report } = calibrated.report;
    return {
      structured: { calibration: report },
      text: shorten(`${JSON.stringify(roundNumbers(report), null, 1)}\n`),
    };
  },
});
