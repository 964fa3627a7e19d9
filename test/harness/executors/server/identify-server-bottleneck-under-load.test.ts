/** Servers with one known bottleneck each, under real load: the findings identify it (more: see the proof). */
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { bottleneck } from '../../../../harness/checks/bottleneck.ts';
import { loadGeneratorSaturated } from '../../../../harness/checks/load-generator-saturated.ts';
import { createHost } from '../../../../harness/host.ts';
import type { Finding } from '../../../../harness/model/finding.ts';
import type { HttpScenario, LoadModel } from '../../../../harness/model/scenario/scenario.ts';
import type { Block, CompletedTrial } from '../../../../harness/model/trial.ts';
import { trialPosition } from '../../../support/run-measurement-validity-check.ts';
import { sharedPostgres } from '../../../support/shared-databases.ts';
import {
  closeUnits,
  fixtureServerSettings,
  httpScenario,
  measureBlock,
} from '../http/http-executor-test-setup.ts';

const PROGRAM = fileURLToPath(new URL('../../../fixtures/http/bottlenecks.mjs', import.meta.url));
const CLOSED: LoadModel = { type: 'closed', connections: 10 };
/** They leave the event loop idle on a busy machine too. */
const FEW: LoadModel = { type: 'closed', connections: 2 };

const host = createHost();
afterAll(() => host.processes.stopAll());

interface Measured {
  readonly block: Block;
  readonly findings: readonly Finding[];
}

/** Measures one load of one of the servers, and returns its block and findings. */
async function under(
  which: string,
  load: LoadModel,
  changes: Partial<HttpScenario> = {},
  env: Readonly<Record<string, string>> = {},
): Promise<Measured> {
  const server = fixtureServerSettings('', {
    command: { type: 'argv', argv: [process.execPath, PROGRAM, which] },
    env,
  });
  // A load of which a stall of the machine is a part, and not the whole.
  const scenario = httpScenario(server, { load, warmupMs: 50, durationMs: 1_000, ...changes });
  const block = await measureBlock(scenario);
  const trial: CompletedTrial = {
    ...trialPosition(1),
    state: 'completed',
    measurements: block.measurements,
    unavailable: {},
    blocks: [block],
  };
  const input = { scenario, trials: [trial], measured: [trial], metrics: {}, unavailable: {} };
  const findings = [loadGeneratorSaturated, bottleneck].flatMap(({ check }) => check(input));
  return { block, findings };
}

/** Returns the finding with this id; other work on this machine may add further findings. */
function found({ findings }: Measured, id: Finding['id']): Finding {
  const match = findings.find((finding) => finding.id === id);
  if (match === undefined) throw new Error(`found was ${JSON.stringify(findings)}`);
  return match;
}

test('names size and waits of an exhausted pool of two connections', async () => {
  const env = { PG_SOCKET_FOLDER: await sharedPostgres() };
  const metrics = ['pool_wait.p50', 'pool_wait.p95', 'pool_waiting', 'query_time.p50'];
  const measured = await under('pool-of-two', CLOSED, { metrics }, env);
  const { level, message } = found(measured, 'pool-exhausted');
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
  const measured = await under('computes-10-ms', CLOSED, { durationMs: 600 });
  const { level, message } = found(measured, 'event-loop-bound');
  expect(level).toBe('info');
  expect(message).toMatch(/busy (9\d|100) % of the time.*A response takes \d+(\.\d)? ms/);
});

test('identifies a server that waits for something else, with the time of its own requests', async () => {
  const { level, message } = found(await under('asks-another', FEW), 'server-waits');
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
