/** Servers with one known bottleneck each, under real load: the findings name it. */
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bottleneck } from '../../../../harness/checks/bottleneck.ts';
import { loadGeneratorSaturated } from '../../../../harness/checks/load-generator-saturated.ts';
import { createHost } from '../../../../harness/host.ts';
import type { Finding } from '../../../../harness/model/finding.ts';
import type { HttpScenario, LoadModel } from '../../../../harness/model/scenario/scenario.ts';
import type { Block, CompletedTrial } from '../../../../harness/model/trial.ts';
import { place } from '../../../support/checked.ts';
import { sharedMariadb, sharedPostgres } from '../../../support/shared-databases.ts';
import { closeUnits, fixtureServer, httpScenario, measureOnce } from '../http/http-scenario.ts';

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

/** What is found in one load of one of the servers. */
async function under(
  which: string,
  load: LoadModel,
  changes: Partial<HttpScenario> = {},
  env: Readonly<Record<string, string>> = {},
): Promise<Measured> {
  const server = fixtureServer('', {
    command: { type: 'argv', argv: [process.execPath, PROGRAM, which] },
    env,
  });
  const scenario = httpScenario(server, { load, warmupMs: 100, durationMs: 700, ...changes });
  const block = await measureOnce(scenario);
  const trial: CompletedTrial = {
    ...place(1),
    state: 'completed',
    measurements: block.measurements,
    unavailable: {},
    blocks: [block],
  };
  const input = { scenario, trials: [trial], measured: [trial], metrics: {}, unavailable: {} };
  const findings = [loadGeneratorSaturated, bottleneck].flatMap(({ check }) => check(input));
  return { block, findings };
}

/** The finding that explains the most; a generator that was late now and then explains nothing. */
function main({ findings }: Measured): Finding {
  const [first] = findings.filter(
    ({ id, level }) => id !== 'load-generator-saturated' || level === 'error',
  );
  if (first === undefined) throw new Error('nothing was found');
  return first;
}

describe('a stall of half a second is named with its time and its reason', () => {
  const load: LoadModel = { type: 'open', rate: 100, maxConnections: 300 };

  test('that of a computation', async () => {
    const measured = await under('computes-half-a-second-once', load, { durationMs: 1_300 });
    expect(main(measured)).toMatchObject({ id: 'event-loop-stalled', level: 'warning' });
    const [stall] = (measured.block.serverSide?.stalls ?? []).filter((one) => one.lengthMs > 450);
    const { cpuMs = 0, lengthMs = 0 } = stall ?? {};
    // Where others have the cores meanwhile, that is what it says.
    const why = cpuMs > lengthMs / 2 ? 'it was computing' : 'it was ready to run and got no CPU';
    expect(main(measured).message).toMatch(
      new RegExp(`stood still for .*, from \\d\\.\\d\\d s to \\d\\.\\d\\d s of the load: ${why}`),
    );
    // Of the fifty that came while it stood still: a busy machine sends some of them later.
    expect(stall?.answers).toBeGreaterThan(15);
    expect(measured.block.serverSide?.timeline.answers.length).toBeGreaterThan(8);
  });

  test('that of a call that blocks', async () => {
    const measured = await under('blocks-half-a-second-once', CLOSED, { durationMs: 1_300 });
    const stalled = measured.findings.find(({ id }) => id === 'event-loop-stalled');
    expect(stalled?.message).toMatch(/stood still for \d{3} ms.*: it waited in a call that blocks/);
    expect(stalled?.message).toContain('10 answers waited');
    expect(stalled?.metric).toBe('latency.max');
  });
});

describe('a pool of two connections is named with its size and its waits', () => {
  let postgres: string;
  let mariadb: string;
  beforeAll(async () => {
    [postgres, mariadb] = await Promise.all([sharedPostgres(), sharedMariadb()]);
  });

  const METRICS = ['pool_wait.p50', 'pool_wait.p95', 'pool_waiting', 'query_time.p50'];

  test.each([
    ['pg', 'pool-of-two'],
    ['mysql2', 'mysql-pool-of-two'],
  ])('that of %s', async (library, which) => {
    const measured = await under(
      which,
      CLOSED,
      { metrics: METRICS },
      {
        PG_SOCKET_FOLDER: postgres,
        MARIADB_SOCKET: mariadb,
      },
    );
    expect(main(measured)).toMatchObject({ id: 'pool-exhausted', level: 'warning' });
    expect(main(measured).message).toContain(
      `the ${library} pool found all of its 2 in use (2 at once, up to 8 waiting)`,
    );
    const { measurements, serverSide } = measured.block;
    expect(measurements['pool_wait.p50']).toBeGreaterThan(50);
    expect(measurements.pool_waiting).toBe(8);
    expect(measurements['query_time.p50']).toBeGreaterThan(19);
    expect(serverSide?.pools).toHaveLength(1);
    expect(Math.max(...(serverSide?.timeline.waiting ?? []).map((one) => one ?? 0))).toBe(8);
  });
});

describe('a server that is bound by its event loop is named so', () => {
  test('under an open load as a warning', async () => {
    const load: LoadModel = { type: 'open', rate: 120, maxConnections: 500 };
    const measured = await under('computes-10-ms', load);
    expect(main(measured)).toMatchObject({ id: 'event-loop-bound', level: 'warning' });
    expect(main(measured).message).toMatch(
      /busy (9\d|100) % of the time.*An answer takes \d\d\.\d ms/,
    );
  });

  test('under a closed load as what any server comes to', async () => {
    const measured = await under('computes-10-ms', CLOSED);
    expect(main(measured)).toMatchObject({ id: 'event-loop-bound', level: 'info' });
    expect(main(measured).message).toContain('The load is a closed one');
  });
});

describe('a server that waits for something else is named so', () => {
  test('with what its own requests take', async () => {
    const measured = await under('asks-another', FEW);
    expect(main(measured)).toMatchObject({ id: 'server-waits', level: 'info' });
    expect(main(measured).message).toMatch(
      /HTTP requests of its own \d\d\.\d ms \((8\d|9\d|100) %\)/,
    );
  });

  test('with what cannot be seen', async () => {
    const measured = await under('waits-40-ms', FEW);
    expect(main(measured).message).toMatch(/something that is not seen \d\d\.\d ms \(\d{2,3} %\)/);
  });
});

test('a generator that cannot keep up with the server voids the run', async () => {
  const load: LoadModel = { type: 'closed', connections: 100 };
  const measured = await under('faster-than-any-client', load);
  expect(main(measured)).toMatchObject({ id: 'load-generator-saturated', level: 'error' });
  expect(measured.findings.map(({ id }) => id)).not.toContain('server-waits');
});

test('a quick and healthy server under closed load has no bottleneck', async () => {
  const measured = await under('at-once', CLOSED);
  // What others do to this machine is no matter of the server.
  const own = measured.findings.filter(({ message }) => !message.includes('got no CPU'));
  expect(own).toEqual([]);
});

test('a server that is not Node.js tells CPU, memory and open files through the system', async () => {
  const server = fixtureServer('', {
    command: { type: 'argv', argv: ['python3', '-u', '-c', PYTHON] },
  });
  const metrics = ['cpu_cores', 'memory_growth', 'open_handles', 'open_sockets', 'pool_wait.p95'];
  const block = await measureOnce(httpScenario(server, { metrics, durationMs: 500 }));
  expect(block.measurements.cpu_time).toBeGreaterThan(0);
  expect(block.measurements.open_handles).toBeGreaterThan(3);
  expect(block.measurements.open_sockets).toBeGreaterThan(0);
  expect(block.measurements).toHaveProperty('memory_growth');
  expect(block.unavailable?.['pool_wait.p95']).toMatch(/not Node\.js/);
  expect(block.serverSide).toMatchObject({ loop: null, pools: [], queries: null });
  expect(block.serverSide?.memory?.peakBytes).toBeGreaterThan(5e6);
  expect(block.serverSide?.timeline.cpu?.length).toBeGreaterThan(10);
});

const PYTHON = `
import os, http.server, socketserver
class Answer(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'
    def do_GET(self):
        self.send_response(200)
        self.send_header('content-length', '2')
        self.end_headers()
        self.wfile.write(b'ok')
    def log_message(self, *args): pass
class Server(socketserver.ThreadingMixIn, http.server.HTTPServer): daemon_threads = True
Server(('127.0.0.1', int(os.environ['PORT'])), Answer).serve_forever()
`;

afterAll(closeUnits);
