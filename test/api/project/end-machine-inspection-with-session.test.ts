import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { openMeasurementSession } from '../../../api/project/lock-and-inspect-machine-for-measurement.ts';
import type { MachineReader } from '../../../harness/host/platform/platform.ts';
import { createHost } from '../../../harness/host.ts';
import { createLockName } from '../../support/run-cli.ts';

/** Longer than the inspection's window of a tenth of a second. */
const PAST_WINDOW_MS = 300;

test('a closed session leaves no inspection of the machine behind', async () => {
  let readings = 0;
  const real = createHost({ env: { PERF_HARNESS_LOCK: createLockName() } });
  const machine: MachineReader = {
    ...real.platform.machine,
    cpuTimes: (kernel) => {
      readings += 1;
      return real.platform.machine.cpuTimes(kernel);
    },
  };
  const host = { ...real, platform: { ...real.platform, machine } };
  const session = openMeasurementSession(host, {
    label: 'test',
    signal: new AbortController().signal,
    onProgress: () => undefined,
  });
  while (readings === 0) await sleep(1);

  await session.close();
  const atClose = readings;
  await sleep(PAST_WINDOW_MS);

  expect(readings).toBe(atClose);
});
