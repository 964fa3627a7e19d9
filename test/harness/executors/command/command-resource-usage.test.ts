import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { argvCommand, nodeScriptCommand } from '../../../support/command-scenario.ts';
import { createCommandUnits } from './command-executor-test-setup.ts';

const { measure } = createCommandUnits();
const fixture = (name: string): string =>
  fileURLToPath(new URL(`../../../fixtures/${name}`, import.meta.url));

describe('resource usage of a command', () => {
  it('P811-08: counts the 13 requests that a program and its child send by fetch and http', async () => {
    let received = 0;
    const server = createServer((_request, response) => {
      received += 1;
      response.end('ok');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const { measurements } = await measure({
      command: argvCommand(
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

  it('P811-11: reports the memory gained by the end in the process that gained most', async () => {
    const grow = 'globalThis.kept = Buffer.alloc(60e6, 7)';
    const start = `require('node:child_process').spawnSync(process.execPath, ['-e', ${JSON.stringify(grow)}])`;
    const metrics = ['memory_growth'];
    const { measurements } = await measure({ command: nodeScriptCommand(start), metrics });
    expect(measurements.memory_growth).toBeGreaterThan(59e6);
    expect(measurements.memory_growth).toBeLessThan(measurements.memory_peak ?? 0);
    const killed = await measure({
      command: { type: 'shell', text: `node -e "process.kill(process.pid, 'SIGKILL')" || true` },
      metrics,
    });
    expect(killed.unavailable?.memory_growth).toContain('ended before it could report its memory');
  });

  it('reports a peak above the memory of the launcher, and gives a reason below it', async () => {
    const large = await measure({
      command: nodeScriptCommand('Buffer.alloc(100e6, 1); while (performance.now() < 200);'),
    });
    expect(large.measurements.memory_peak).toBeGreaterThan(100e6);
    expect(large.measurements.memory_peak).toBeLessThan(200e6);
    expect(large.measurements).not.toHaveProperty('http_round_trips');
    // Nothing of the earlier run is carried over into the next.
    const small = await measure({ command: argvCommand('true'), metrics: ['http_round_trips'] });
    expect(small.measurements.cpu_time).toBeLessThan(100);
    expect(small.measurements).not.toHaveProperty('memory_peak');
    expect(small.unavailable?.memory_peak).toMatch(/^at most \d+ MB; /);
    expect(small.unavailable?.http_round_trips).toContain('no Node.js process was involved');
  });
});
