/** kill -9 at fifty moments: each beacon answered with 204 is stored once; all is readable. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { readCollectorSegments } from '../../../../harness/field/read-collector-segments.ts';
import { createHost } from '../../../../harness/host.ts';
import { sendBeacons } from './send-beacons.ts';

const SERVER = fileURLToPath(new URL('./serve-beacon-collector-child.ts', import.meta.url));
const MOMENTS = 50;

it(`loses no acknowledged beacon and stores none twice after kill -9 at ${MOMENTS} moments`, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'field-'));
  const promised: string[] = [];
  for (let moment = 0; moment < MOMENTS; moment += 1) {
    const child = spawn(process.execPath, [SERVER, folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [url] = (await once(child.stdout, 'data')) as [Buffer];
    let isOver = false;
    // Moments are counted in responses, since a busy machine takes half a second for the first;
    // other requests are in flight then.
    const answers = 1 + moment * 2;
    const reached = Promise.withResolvers<void>();
    const sending = sendBeacons(
      url.toString().trim(),
      16,
      () => isOver,
      `m${moment}`,
      (count) => {
        if (count >= answers) reached.resolve();
      },
    );
    await reached.promise;
    child.kill('SIGKILL');
    await once(child, 'exit');
    isOver = true;
    promised.push(...(await sending).filter(({ status }) => status === 204).map(({ id }) => id));
  }
  const kept = readdirSync(folder).flatMap((name) =>
    readFileSync(join(folder, name), 'utf8')
      .split('\n')
      .slice(0, -1)
      .map((line) => (JSON.parse(line) as { readonly id: string }).id),
  );
  const times = new Set(kept);
  expect(promised.length).toBeGreaterThan(1_000);
  expect(promised.filter((id) => !times.has(id))).toEqual([]);
  expect(kept.length).toBe(times.size);
  const { files, clock } = createHost();
  const now = clock.now();
  const yesterday = new Date(now.getTime() - 86_400_000);
  const { rows } = await readCollectorSegments(files, folder, { from: yesterday, to: now });
  expect(rows[0]?.metrics.lcp?.n).toBe(times.size);
}, 240_000);
