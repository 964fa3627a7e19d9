import { mkdtempSync, readdirSync, readFileSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { argv } from '../../../support/command-scenario.ts';
import { createUnits } from './run-units.ts';

const { measure } = createUnits();
const fixture = (name: string): string =>
  fileURLToPath(new URL(`../../../fixtures/${name}`, import.meta.url));

/** Writing to memory is no traffic with storage, so the folder must not lie on tmpfs. */
function storageFolder(): string {
  const TMPFS = 0x01021994;
  const onDisk = [tmpdir(), '/var/tmp', process.cwd()].find((path) => {
    try {
      return statfsSync(path).type !== TMPFS;
    } catch {
      return false;
    }
  });
  return mkdtempSync(join(onDisk ?? tmpdir(), 'busy-'));
}

interface OwnReport {
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly peakBytes: number;
}

function readReports(folder: string): ReadonlyMap<string, OwnReport> {
  const names = readdirSync(folder).filter((name) => name.startsWith('report-'));
  return new Map(
    names.map((name) => [
      name.slice('report-'.length, -'.json'.length),
      JSON.parse(readFileSync(join(folder, name), 'utf8')) as OwnReport,
    ]),
  );
}

function expectWithin(actual: number | undefined, expected: number, share: number): void {
  expect(actual).toBeGreaterThan(expected * (1 - share));
  expect(actual).toBeLessThan(expected * (1 + share));
}

describe('the accounts of a command', () => {
  // Other work on the machine may stretch the moments before and after the program's own clock;
  // what is wrong in itself fails every time.
  it.each(['self', 'child', 'grandchild'])(
    'P811-06, P811-07: agree with what a busy program says of itself within a twentieth: %s',
    { retry: 4 },
    async (depth) => {
      const folder = storageFolder();
      try {
        const { measurements } = await measure({
          command: argv(process.execPath, fixture('command/busy.mjs'), folder, depth),
        });
        const reports = readReports(folder);
        const all = [...reports.values()];
        const cpuMs = all.reduce((total, report) => total + report.cpuMs, 0);
        expectWithin(measurements.wall_time, reports.get(depth)?.wallMs ?? 0, 0.05);
        expectWithin(measurements.cpu_time, cpuMs, 0.05);
        const peak = Math.max(...all.map(({ peakBytes }) => peakBytes));
        expectWithin(measurements.memory_peak, peak, 0.05);
        expect(measurements.io_write).toBeGreaterThanOrEqual(8 * 1_048_576);
        const { user_time = 0, system_time = 0 } = measurements;
        expect(user_time + system_time).toBeCloseTo(measurements.cpu_time ?? 0, 6);
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
  );
});
