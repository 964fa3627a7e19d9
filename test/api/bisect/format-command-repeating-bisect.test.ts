import { expect, test } from 'vitest';
import {
  type BisectReproduceOptions,
  buildBisectReproduction,
} from '../../../api/bisect/bisect-scenario-and-save-report.ts';
import { findScenarios } from '../../../api/project/find-requested-scenarios.ts';
import { requireSingleScenario } from '../../../api/project/require-single-scenario.ts';
import { loadConfig } from '../../../harness/scenario/project-config.ts';
import { scenarioModule } from '../../support/bad-input-and-leftover-process-assertions.ts';
import { createInMemoryHost } from '../../support/in-memory-host.ts';
import { withInProcessModuleReader } from '../../support/in-process-module-reader.ts';
import { writeFiles } from '../../support/run-cli.ts';

/** Returns the arguments that a bisection of `wanted` records for repeating it. */
async function again(
  wanted: Partial<BisectReproduceOptions['wanted']>,
  options: Partial<BisectReproduceOptions> = {},
) {
  const host = withInProcessModuleReader(createInMemoryHost().host);
  const module = (name: string) => scenarioModule(`{ name: '${name}', run: () => 1 }`);
  writeFiles(host.cwd, {
    'package.json': '{}',
    'scenarios/parse.mjs': module('parse all'),
    'bench/other.mjs': module('other'),
  });
  const config = await loadConfig(host, host.cwd);
  const whole = { targets: [], command: null, allowRemote: [], ...wanted };
  const request = { ...whole, filter: null, quick: false };
  const scenario = requireSingleScenario(
    await findScenarios(host, config, request),
    'bisect follows',
  );
  return buildBisectReproduction(host, scenario, {
    config,
    wanted: whole,
    metric: null,
    margin: null,
    limits: { timeMs: null, pairs: null },
    given: [],
    ...options,
  });
}

test.each<[string, Parameters<typeof again>[0], string]>([
  ['a scenario that the configuration finds by its name', {}, `'parse all'`],
  ['any other scenario by its file', { targets: ['bench/other.mjs'] }, 'bench/other.mjs'],
  [
    'a command after the dashes, word by word',
    { command: ['node', '-e', 'a  b'] },
    `-- node -e 'a  b'`,
  ],
  [
    'a command of several lines so that it fits on one line',
    { command: ['node', '-e', '// a\nb()'] },
    String.raw`-- node -e $'// a\nb()'`,
  ],
])('names %s', async (_, wanted, target) => {
  expect(await again(wanted)).toEqual({
    options: '',
    max_time_ms: null,
    max_pairs: null,
    target,
  });
});

test("repeats the deciding metric and limits, the project's location and the allowed hosts", async () => {
  const asked = {
    given: ['--config', 'of ours.mjs'],
    metric: 'cpu_time',
    margin: 0.015,
    limits: { timeMs: 60_000, pairs: 50 },
  };
  expect(await again({ allowRemote: ['10.0.0.7'] }, asked)).toEqual({
    options: `--metric cpu_time --margin 1.5% --config 'of ours.mjs' --allow-remote=10.0.0.7`,
    target: `'parse all'`,
    max_time_ms: 60_000,
    max_pairs: 50,
  });
});
