/** Run-time cost of anti-patterns, and proof that the fixed program no longer has them. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openService } from '../../bench/services/open-service.ts';
import type { ServiceName } from '../../bench/services/planted-cause.ts';
import { runCli } from '../support/run-cli.ts';

const PATIENCE_MS = 300_000;

/** The centre of a metric of a service, measured as a user would. */
async function measured(name: ServiceName, metric: string, isCured: boolean): Promise<number> {
  const { folder, env, close } = await openService(name, { isCured });
  try {
    const [file = ''] = readdirSync(join(folder, 'scenarios'));
    const path = join(folder, 'scenarios', file);
    const scenario = readFileSync(path, 'utf8');
    writeFileSync(path, scenario.replace('  http:', `  metrics: ['${metric}'],\n  http:`));
    const args = ['run', name, '--time', '15s', '--reporter', 'json'];
    const { code, out, err } = await runCli(args, { cwd: folder, env });
    expect(code, err).toBe(0);
    const { runs } = JSON.parse(out) as {
      readonly runs: readonly { metrics: Record<string, { center: number }> }[];
    };
    const center = runs[0]?.metrics[metric]?.center;
    if (center === undefined) throw new TypeError(`${metric} was not measured: ${err}`);
    return center;
  } finally {
    await close();
  }
}

it(
  'LEAD-23: counts a query for each row at run time, and at most two when all are loaded at once',
  async () => {
    const rows = await measured('n-plus-one', 'queries', false);
    expect(rows).toBeGreaterThan(3);
    expect(Number.isInteger(rows)).toBe(true);
    const eager = await measured('n-plus-one', 'queries', true);
    expect(eager).toBeLessThanOrEqual(2);
  },
  PATIENCE_MS,
);

it(
  'LEAD-26: delays the event loop when files are read synchronously, but not asynchronously',
  async () => {
    const blocking = await measured('blocking-read', 'event_loop_delay.p99', false);
    const async = await measured('blocking-read', 'event_loop_delay.p99', true);
    expect(blocking).toBeGreaterThan(2 * async);
  },
  PATIENCE_MS,
);
