import { mkdtempSync, readdirSync, readFileSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { median } from '../../../../harness/stats/descriptive-statistics.ts';
import { argvCommand } from '../../../support/command-scenario.ts';
import { createCommandUnits } from './command-executor-test-setup.ts';

const { measure } = createCommandUnits();
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

/** Figures of a command divided by those that its processes report of themselves. */
interface Ratios {
  readonly wall: number;
  readonly cpu: number;
  readonly memory: number;
}

async function measureBusy(depth: string): Promise<Ratios> {
  const folder = storageFolder();
  try {
    const { measurements } = await measure({
      command: argvCommand(process.execPath, fixture('command/busy.mjs'), folder, depth),
    });
    const reports = readReports(folder);
    const all = [...reports.values()];
    const cpuMs = all.reduce((total, report) => total + report.cpuMs, 0);
    const peak = Math.max(...all.map(({ peakBytes }) => peakBytes));
    expect(measurements.io_write).toBeGreaterThanOrEqual(8 * 1_048_576);
    const { user_time = 0, system_time = 0 } = measurements;
    expect(user_time + system_time).toBeCloseTo(measurements.cpu_time ?? 0, 6);
    return {
      wall: (measurements.wall_time ?? 0) / (reports.get(depth)?.wallMs ?? 0),
      cpu: (measurements.cpu_time ?? 0) / cpuMs,
      memory: (measurements.memory_peak ?? 0) / peak,
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const RUNS = 5;

describe('resource usage of a command', () => {
  // The median is compared: other work on the machine may stretch the moments before and after the
  // program's own clock in single runs, whereas wrong accounting is wrong in all of them.
  it.each(['self', 'child', 'grandchild'])(
    'P811-06, P811-07: agrees with what a busy program reports of itself within a twentieth: %s',
    async (depth) => {
      const runs: Ratios[] = [];
      while (runs.length < RUNS) runs.push(await measureBusy(depth));
      for (const figure of ['wall', 'cpu', 'memory'] as const) {
        const ratio = median(runs.map((run) => run[figure]));
        expect(ratio, figure).toBeGreaterThan(0.95);
        expect(ratio, figure).toBeLessThan(1.05);
      }
    },
  );
});
