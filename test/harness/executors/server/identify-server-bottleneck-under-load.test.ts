/** Servers with one known bottleneck each, under real load: the findings identify it (more: see the proof). */
import { afterAll, expect, test } from 'vitest';
import type { LoadModel } from '../../../../harness/model/scenario/scenario.ts';
import { sharedPostgres } from '../../../support/shared-databases.ts';
import {
  closeUnits,
  fixtureServerSettings,
  httpScenario,
  measureBlock,
} from '../http/http-executor-test-setup.ts';
import { findingWith, measureBottleneck } from './bottleneck-server-measurement.ts';

const CLOSED: LoadModel = { type: 'closed', connections: 10 };
/** They leave the event loop idle on a busy machine too. */
const FEW: LoadModel = { type: 'closed', connections: 2 };

test('names size and waits of an exhausted pool of two connections', async () => {
  const env = { PG_SOCKET_FOLDER: await sharedPostgres() };
  const metrics = ['pool_wait.p50', 'pool_wait.p95', 'pool_waiting', 'query_time.p50'];
  const measured = await measureBottleneck('pool-of-two', { load: CLOSED, metrics }, env);
  const { level, message } = findingWith(measured, 'pool-exhausted');
  expect(level).toBe('warning');
  expect(message).toContain(
    'the pg pool found all 2 connections in use (2 at once, up to 8 waiting)',
  );
  const { measurements, serverSide } = measured.block;
  expect(measurements['pool_wait.p50']).toBeGreaterThan(50);
  expect(measurements.pool_waiting).toBe(8);
  expect(measurements['query_time.p50']).toBeGreaterThan(19);
  expect(serverSide?.pools).toHaveLength(1);
  expect(Math.max(...(serverSide?.timeline.waiting ?? []).map((value) => value ?? 0))).toBe(8);
});

test('identifies a server that is bound by its event loop', async () => {
  // A closed load is never late, however busy the machine is.
  const measured = await measureBottleneck('computes-10-ms', { load: CLOSED, durationMs: 600 });
  const { level, message } = findingWith(measured, 'event-loop-bound');
  expect(level).toBe('info');
  expect(message).toMatch(/busy (9\d|100) % of the time.*A response takes \d+(\.\d)? ms/);
});

test('identifies a server that waits for something else, with the time of its own requests', async () => {
  const { level, message } = findingWith(
    await measureBottleneck('asks-another', { load: FEW }),
    'server-waits',
  );
  expect(level).toBe('info');
  expect(message).toMatch(/outgoing HTTP requests \d+(\.\d)? ms \(\d+ %\)/);
});

test('reports CPU, memory and open files of a server that is not Node.js through the system', async () => {
  const server = fixtureServerSettings('', {
    command: { type: 'argv', argv: ['python3', '-u', '-c', PYTHON] },
  });
  const metrics = ['cpu_cores', 'memory_growth', 'open_handles', 'open_sockets', 'pool_wait.p95'];
  const counts = ['gc_time', 'gc_count', 'event_loop_delay.p99', 'http_round_trips'];
  const block = await measureBlock(
    httpScenario(server, { metrics: [...metrics, 'http_round_trips'], durationMs: 1_000 }),
  );
  expect(block.measurements.cpu_time).toBeGreaterThan(0);
  expect(block.measurements.open_handles).toBeGreaterThan(3);
  expect(block.measurements.open_sockets).toBeGreaterThan(0);
  expect(block.measurements).toHaveProperty('memory_growth');
  expect(block.measurements.memory_peak).toBeGreaterThan(5e6);
  for (const metric of ['pool_wait.p95', ...counts]) {
    expect(block.unavailable?.[metric], metric).toMatch(/[Nn]o(t a)? Node\.js pro/);
  }
  expect(block.serverSide).toMatchObject({ loop: null, pools: [], queries: null });
  expect(block.serverSide?.memory?.peakBytes).toBeGreaterThan(5e6);
  expect(block.serverSide?.timeline.cpu?.length).toBeGreaterThan(5);
});

const PYTHON = `
import os, http.server, socketserver, time
class Answer(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'
    def do_GET(self):
        time.sleep(0.02)
        self.send_response(200)
        self.send_header('content-length', '2')
        self.end_headers()
        self.wfile.write(b'ok')
    def log_message(self, *args): pass
class Server(socketserver.ThreadingMixIn, http.server.HTTPServer): daemon_threads = True
Server(('127.0.0.1', int(os.environ['PORT'])), Answer).serve_forever()
`;

afterAll(closeUnits);
