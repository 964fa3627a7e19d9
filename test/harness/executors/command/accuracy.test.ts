import { mkdtempSync, readdirSync, readFileSync, rmSync, statfsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { argv, nodeScript } from '../../../support/command-scenario.ts';
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
    'agree with what a busy program says of itself within a twentieth: %s',
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

  it('count the 13 requests that a program and its child send by fetch and http', async () => {
    let received = 0;
    const server = createServer((_request, response) => {
      received += 1;
      response.end('ok');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const { measurements } = await measure({
      command: argv(
        process.execPath,
        fixture('probe/send-requests.mjs'),
        'fetch:4',
        'http:4',
        'child:child:fetch:3',
        'child:http:2',
      ),
      env: { BASE_URL: `http://127.0.0.1:${port}` },
      metrics: ['http_round_trips'],
    });
    server.close();
    expect({ received, counted: measurements.http_round_trips }).toEqual({
      received: 13,
      counted: 13,
    });
  });

  it('count no requests unless asked, and say so where no Node.js took part', async () => {
    const quiet = await measure({ command: nodeScript('') });
    expect(quiet.measurements).not.toHaveProperty('http_round_trips');
    const other = await measure({ command: argv('true'), metrics: ['http_round_trips'] });
    expect(other.measurements).not.toHaveProperty('http_round_trips');
    expect(other.unavailable?.http_round_trips).toContain('no Node.js process took part');
  });

  it('tell a peak above the memory of the launcher, and say so below it', async () => {
    const large = await measure({ command: nodeScript('Buffer.alloc(100e6, 1)') });
    expect(large.measurements.memory_peak).toBeGreaterThan(100e6);
    expect(large.measurements.memory_peak).toBeLessThan(200e6);
    const small = await measure({ command: argv('true') });
    expect(small.measurements).not.toHaveProperty('memory_peak');
    expect(small.unavailable?.memory_peak).toMatch(/^at most \d+ MB: /);
  });

  it('do not carry one run over into the next', async () => {
    await measure({
      command: nodeScript('Buffer.alloc(200e6, 1); while (performance.now() < 500);'),
    });
    const { measurements } = await measure({ command: argv('true') });
    expect(measurements.cpu_time).toBeLessThan(100);
    expect(measurements).not.toHaveProperty('memory_peak');
  });
});
