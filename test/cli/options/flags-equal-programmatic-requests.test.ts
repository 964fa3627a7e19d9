/** Requests from programs: validated by the bounds of flags, with the same resulting options. */
import { expect, it } from 'vitest';
import { validateBisectRequest } from '../../../api/bisect/bisect-request.ts';
import { validateCompareRequest } from '../../../api/compare/compare-request.ts';
import { validateGateRequest } from '../../../api/gate/gate-request.ts';
import { BISECT_OPTIONS } from '../../../cli/commands/bisect/bisect-options.ts';
import { readBisectOptions } from '../../../cli/commands/bisect/read-bisect-options.ts';
import { COMPARE_OPTIONS } from '../../../cli/commands/compare/compare-options.ts';
import { readCompareOptions } from '../../../cli/commands/compare/read-compare-options.ts';
import { GATE_OPTIONS } from '../../../cli/commands/gate/gate-options.ts';
import { readGateOptions } from '../../../cli/commands/gate/run-gate.ts';
import { loadConfig } from '../../../harness/scenario/project-config.ts';
import { createCall } from '../../../registry/cli-command-definition.ts';
import { createInMemoryHost } from '../../support/in-memory-host.ts';

const { signal } = new AbortController();
const over = { type: 'variables', variables: [{ name: 'A', from: '1', to: '2' }] } as const;

async function opened() {
  const { host } = createInMemoryHost();
  return { host, config: await loadConfig(host, host.cwd) };
}

it.each([
  ['maxTimeMs', 0, 'maxTimeMs is a number of milliseconds above 0; found 0.'],
  ['maxTimeMs', Number.NaN, 'maxTimeMs is a number of milliseconds above 0; found NaN.'],
  ['maxPairs', 0.5, 'maxPairs is a positive whole number; found 0.5.'],
  ['seed', -1, 'seed is a whole number from 0 to 4294967295; found -1.'],
  ['margin', 1, 'margin is a ratio from 0 to below 1, such as 0.02 for 2 %; found 1.'],
  ['margin', -0.02, 'margin is a ratio from 0 to below 1, such as 0.02 for 2 %; found -0.02.'],
  ['margin', Number.NaN, 'margin is a ratio from 0 to below 1, such as 0.02 for 2 %; found NaN.'],
])('bisect refuses %s: %d', async (name, value, message) => {
  const { config } = await opened();
  expect(() => validateBisectRequest(config, { over, [name]: value })).toThrow(message);
});

it.each([
  [{ confidence: 95 }, 'confidence is a share from 0.5 to 0.999; found 95.'],
  [{ confidence: Number.NaN }, 'found NaN'],
  [{ margin: 2 }, 'margin is a ratio from 0 to below 1'],
  [{ budgetSeconds: 0 }, 'budgetSeconds is a number of seconds above 0; found 0.'],
  [{ filter: '/(/' }, 'The filter "/(/" is invalid'],
])('gate refuses %j', async (request, message) => {
  const { config } = await opened();
  expect(() => validateGateRequest(config, request)).toThrow(message);
});

it('compare refuses an unknown metric, and an unknown side', async () => {
  const { host, config } = await opened();
  const ask = (request: object) =>
    expect(validateCompareRequest(host, config, { base: '.', ...request }, signal)).rejects;
  await ask({ decideBy: ['wal_time'] }).toMatchObject({ code: 'unknown-metric' });
  await ask({ head: 'nothing' }).toMatchObject({ exitCode: 6 });
  await ask({ margin: 2 }).toThrow('margin is a ratio from 0 to below 1');
  await ask({ maxTimeMs: -1 }).toThrow('maxTimeMs is a number of milliseconds above 0; found -1.');
});

it('reads the same gate from flags and from a request', async () => {
  const { host, config } = await opened();
  const flags = { confidence: '90%', margin: '3%', budgetSeconds: '300', seed: '7' };
  const request = { confidence: 0.9, margin: 0.03, budgetSeconds: 300, seed: 7 };
  expect(validateGateRequest(config, request)).toEqual(
    await readGateOptions(createCall(host, GATE_OPTIONS, { flags })),
  );
});

it('reads the same bisection from flags and from a request', async () => {
  const { host, config } = await opened();
  const flags = { set: ['A=1..2'], maxPairs: '9', time: '1min', seed: '7' };
  const request = { over, targets: ['work'], maxPairs: 9, maxTimeMs: 60_000, seed: 7 };
  const read = await readBisectOptions(
    createCall(host, BISECT_OPTIONS, { flags, words: ['work'] }),
  );
  expect(validateBisectRequest(config, request)).toEqual(read);
});

it('reads the same comparison from flags and from a request, except the reproducing command', async () => {
  const { host, config } = await opened();
  const flags = { margin: '3%', seed: '7' };
  const words = ['.', '.', 'work'];
  const read = await readCompareOptions(
    createCall(host, COMPARE_OPTIONS, { words, flags }),
    signal,
  );
  const asked = { base: '.', head: '.', targets: ['work'], margin: 0.03, seed: 7 };
  expect({ ...(await validateCompareRequest(host, config, asked, signal)), again: null }).toEqual({
    ...read,
    again: null,
  });
});
