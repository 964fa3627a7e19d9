import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type PointsSoFar, watchPoints } from '../../../../harness/executors/k6/watch-points.ts';

const line = (metric: string, value: number): string =>
  `{"metric":"${metric}","type":"Point","data":{"time":"2026-01-02T03:04:05Z","value":${value},"tags":null}}\n`;

test('what k6 has written is counted while it writes, from before the file is there', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'perf-harness-watch-'));
  const path = join(folder, 'points.json');
  const looks: PointsSoFar[] = [];
  const until = async (isThere: (soFar: PointsSoFar) => boolean): Promise<PointsSoFar> => {
    for (;;) {
      const found = looks.find(isThere);
      if (found !== undefined) return found;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  const other = join(folder, 'other.json');
  const watch = watchPoints([path, other], (soFar) => looks.push(soFar));
  expect(await until(() => true)).toEqual({ requests: 0, users: null, bytes: 0 });
  appendFileSync(path, line('vus', 4) + line('http_reqs', 1) + line('http_req_duration', 3));
  expect(await until(({ requests }) => requests === 1)).toMatchObject({ users: 4 });
  appendFileSync(path, line('http_reqs', 1) + line('http_reqs', 1) + line('vus', 12));
  expect(await until(({ requests }) => requests === 3)).toMatchObject({ users: 12 });
  appendFileSync(other, line('vus', 3) + line('http_reqs', 1));
  expect(await until(({ requests }) => requests === 4)).toMatchObject({ users: 15 });
  watch.stop();
  const seen = looks.length;
  appendFileSync(path, line('http_reqs', 1));
  await new Promise((resolve) => setTimeout(resolve, 1_200));
  expect(looks).toHaveLength(seen);
  rmSync(folder, { recursive: true });
});
