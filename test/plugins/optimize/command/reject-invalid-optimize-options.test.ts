import type { Flags } from 'perf-harness/plugin';
import { expect, it } from 'vitest';
import { loadConfig } from '../../../../harness/scenario/project-config.ts';
import { parseOptimizeOptions } from '../../../../plugins/optimize/command/optimize-command.ts';
import type { OPTIMIZE_OPTIONS } from '../../../../plugins/optimize/command/optimize-command-options.ts';
import { runWorkerProcess } from '../../../../plugins/optimize/command/plan-validation-and-execution-process.ts';
import { createInMemoryHost } from '../../../support/in-memory-host.ts';

const { host } = createInMemoryHost();

it.each<readonly [Flags<typeof OPTIMIZE_OPTIONS>, string]>([
  [{ approve: 'gate3' }, '--approve "gate3" is invalid: expected gate1, gate2, or both'],
  [{ plateau: '100' }, '--plateau "100" is invalid: expected a percentage of at least 0'],
  [{ time: '25h' }, '--time "25h" is invalid: expected a duration such as 45m'],
  [{ waive: ' ' }, '--waive " " is invalid: expected the reason for the override.'],
  [{ generator: ['x'], passEnv: 'A-B' }, '--pass-env "A-B" is invalid: it takes variable names'],
  [{ generator: ['x'], programTimeout: '1' }, '--program-timeout "1" is invalid'],
  [{ allowNetwork: true }, '--allow-network applies to programs, but no program is named.'],
])('rejects %j as options of optimize', async (flags, message) => {
  const config = await loadConfig(host, host.cwd);
  expect(() => parseOptimizeOptions(host, config, flags)).toThrow(message);
});

it('rejects a worker task other than validate and execute', async () => {
  const { signal } = new AbortController();
  await expect(runWorkerProcess(host, ['look', 's', 'context.md'], signal)).rejects.toThrow(
    'optimize-worker takes validate or execute; found "look".',
  );
});
