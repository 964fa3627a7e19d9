/** Arguments that find the same scenarios again, however they were found at first. */
import { expect, test } from 'vitest';
import { buildReproduceFlags } from '../../../api/compare/reproduce-command-flags.ts';
import { findScenarios } from '../../../api/project/find-requested-scenarios.ts';
import { loadConfig } from '../../../harness/scenario/project-config.ts';
import type { ScenarioRequest } from '../../../harness/scenario/resolve-requested-scenarios.ts';
import { scenarioModule } from '../../support/bad-input-and-leftover-process-assertions.ts';
import { createInMemoryHost } from '../../support/in-memory-host.ts';
import { withInProcessModuleReader } from '../../support/in-process-module-reader.ts';
import { writeFiles } from '../../support/run-cli.ts';

async function again(wanted: Partial<ScenarioRequest>): Promise<readonly string[]> {
  const host = withInProcessModuleReader(createInMemoryHost().host);
  const module = (name: string) => scenarioModule(`{ name: '${name}', run: () => 1 }`);
  writeFiles(host.cwd, {
    'package.json': '{}',
    'scenarios/parse.mjs': module('parse'),
    'bench/other.mjs': module('other'),
  });
  const config = await loadConfig(host, host.cwd);
  const request = { targets: [], command: null, allowRemote: [], filter: null, quick: false };
  const whole = { ...request, ...wanted };
  const scenarios = await findScenarios(host, config, whole);
  return buildReproduceFlags(host, config, scenarios, {
    wanted: whole,
    given: ['--config', 'ci.mjs'],
  });
}

const OPTIONS = ['--config', 'ci.mjs'];
const COMMAND = { command: ['node', 'cli.js'] };

test('adds no target for a scenario that the configuration names', async () => {
  expect(await again({})).toEqual(OPTIONS);
  expect(await again({ allowRemote: ['10.0.0.7'] })).toEqual([
    ...OPTIONS,
    '--allow-remote=10.0.0.7',
  ]);
});

test('repeats the targets by which any other scenario was found', async () => {
  const targets = ['bench/other.mjs'];
  expect(await again({ targets })).toEqual([...OPTIONS, ...targets, '--filter']);
});

test('adds no target for a command, and changes nothing for targets named next to it', async () => {
  expect(await again(COMMAND)).toEqual(OPTIONS);
  expect(await again({ ...COMMAND, targets: ['parse'] })).toEqual(OPTIONS);
  const targets = ['bench/other.mjs'];
  expect(await again({ ...COMMAND, targets })).toEqual([...OPTIONS, ...targets, '--filter']);
});
