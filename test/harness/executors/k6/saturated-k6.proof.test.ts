/** A k6 that cannot keep up with the server, which takes two seconds of all its core. */
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { findK6Program } from '../../../support/find-k6-program.ts';
import { openBottleneckMeasurer } from './measure-bottleneck-under-k6.ts';

const k6 = openBottleneckMeasurer();
afterAll(k6.close);

test('voids the run when k6 is pinned to one core and wants more of it', async () => {
  const held = join(k6.folder, 'k6-on-one-core');
  writeFileSync(held, `#!/bin/sh\nexec taskset -c 0 "${findK6Program()}" "$@"\n`);
  chmodSync(held, 0o755);
  const { block, findings } = await k6.under('faster-than-any-client', {
    // On a busy machine k6 takes most of a second to start, and results need at least half a second
    // of load.
    options: `{ vus: 50, duration: '2s' }`,
    // However little of its core others leave it, the server is less busy.
    work: 'for (let i = 0; i < 20_000; i += 1);',
    k6Path: held,
  });
  expect(block.notes).toMatchObject({ generator_cores: 1, generator_saturated: true });
  // The server may also have a stall finding, if other programs take its core.
  const saturated = findings.filter(({ id }) => id === 'load-generator-saturated');
  expect(saturated).toMatchObject([{ level: 'error' }]);
  expect(saturated[0]?.message).toMatch(/k6 used [01]\.\d\d of 1 cores/);
});
