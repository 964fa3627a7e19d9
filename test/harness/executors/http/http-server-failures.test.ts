/** Servers that fail to start, exit early, or were started by someone else. */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { openLoadTarget } from '../../../../harness/executors/server/start-or-use-running-server-for-load.ts';
import {
  type ReadyOutcome,
  waitUntilServerReady,
} from '../../../../harness/executors/server/wait-for-server.ts';
import { findFreePort } from '../../../../harness/host/network/find-and-probe-ports.ts';
import { createHost } from '../../../../harness/host.ts';
import type { Readiness, ServerSettings } from '../../../../harness/model/scenario/scenario.ts';
import { failureOf } from '../executor-test-setup.ts';
import {
  closeUnits,
  fixtureServerSettings,
  httpScenario,
  measureBlock,
  measureFailure,
  requestSettings,
  withHttpUnit,
} from './http-executor-test-setup.ts';
import {
  neverRespond,
  respondOk,
  respondWithStatus,
  withLocalServer,
} from './in-process-http-server.ts';

afterAll(closeUnits);

/** Runs a foreign server for the duration of the callback. */
function withStranger<T>(use: (port: number) => Promise<T>): Promise<T> {
  return withLocalServer(respondOk, (url) => use(Number(new URL(url).port)));
}

const host = createHost();

/** Starts the server, and requests what it answers; no load generator is started. */
async function statusOf(server: ServerSettings | null, url = '/', on = host): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'ph-http-'));
  const unit = { seed: 7, folder, signal: new AbortController().signal };
  try {
    const target = await openLoadTarget(on, { scenario: httpScenario(server), url }, unit);
    try {
      return (await fetch(target.origin ?? '')).status;
    } finally {
      await target.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Returns the failure that keeps load from being sent. */
const refusalOf = (...args: Parameters<typeof statusOf>) => failureOf(statusOf(...args));

const READY_PATH = { type: 'path', path: '/health' } as const;

/** Returns the outcome of waiting in vain for a server that listens. */
function waitedInVain(ready: Readiness): Promise<ReadyOutcome> {
  return withLocalServer(respondWithStatus(500), (url) =>
    waitUntilServerReady({
      ready,
      port: Number(new URL(url).port),
      isSecure: false,
      limitMs: 100,
      hasPrinted: () => false,
      signal: new AbortController().signal,
    }),
  );
}

describe('server that does not start', () => {
  test('is not ready when it never listens, and its last lines are reported', async () => {
    const command = { type: 'shell', text: 'echo still thinking; exec sleep 300' } as const;
    const failure = await refusalOf(fixtureServerSettings('', { command, readyTimeoutMs: 2_000 }));
    expect(failure).toMatchObject({ reason: 'not-ready', output: 'still thinking' });
    expect(failure.message).toMatch(/not ready after 2 s: nothing listened on port \d+/);
    expect(failure.remedy).toContain('readyTimeout');
  });

  test('is reported with exit code and last lines when it ends at once', async () => {
    expect(await refusalOf(fixtureServerSettings('exits'))).toMatchObject({
      reason: 'exited',
      message: 'the server ended with exit code 7 before it accepted requests',
      output: 'no database',
    });
  });

  test('is reported when its command is missing', async () => {
    const failure = await refusalOf(
      fixtureServerSettings('', { command: { type: 'argv', argv: ['no-such-program-anywhere'] } }),
    );
    expect(failure).toMatchObject({
      reason: 'not-found',
      message: expect.stringContaining('no-such-program-anywhere'),
    });
  });

  test('ends with its unit when the time of the unit is up', async () => {
    const scenario = httpScenario(fixtureServerSettings('never-listens'));
    await expect(
      withHttpUnit(scenario, async () => undefined, AbortSignal.timeout(500)),
    ).rejects.toMatchObject({ failure: { reason: 'timeout' } });
  });
});

describe('server startup', () => {
  test('waits until a path answers successfully, not only until the port is open', async () => {
    expect(await statusOf(fixtureServerSettings('healthy-late 300', { ready: READY_PATH }))).toBe(
      200,
    );
    expect(await waitedInVain(READY_PATH)).toMatchObject({
      type: 'late',
      saw: '/health returned status 500',
    });
  });

  test('waits until the server prints a line, ignoring colours', async () => {
    const ready = { type: 'log', pattern: 'at http://some' } as const;
    expect(await statusOf(fixtureServerSettings('at-once', { ready }))).toBe(200);
    expect(await waitedInVain({ type: 'log', pattern: 'done' })).toMatchObject({
      type: 'late',
      saw: 'the server never printed "done"',
    });
  });

  test('waits on the port that the server insists on', async () => {
    const port = await findFreePort();
    expect(await statusOf(fixtureServerSettings(`on-port ${port}`, { port }))).toBe(200);
  });

  test('waits on either loopback address family', async () => {
    expect(await statusOf(fixtureServerSettings('on-ipv6'))).toBe(200);
  });
});

describe('server that fails under load', () => {
  test('is reported with exit code and last lines when it dies', async () => {
    const failure = await measureFailure(
      httpScenario(fixtureServerSettings('dies-at-50'), { durationMs: 20_000 }),
    );
    expect(failure).toMatchObject({
      reason: 'exited',
      message: 'the server ended with exit code 3 under load',
    });
    expect(failure.output).toMatch(/out of luck$/);
  });

  test('gives no times when it hangs', async () => {
    await withLocalServer(neverRespond, async (url) => {
      const failure = await measureFailure(
        httpScenario(null, { request: requestSettings({ url, timeoutMs: 300 }) }),
      );
      expect(failure).toMatchObject({
        reason: 'unreachable',
        message: `all 4 GET requests to ${url} failed: 4 × no response within the time limit`,
      });
    });
  });
});

describe('server of another program', () => {
  test('is not measured on the port that the server of the scenario insists on', async () => {
    await withStranger(async (port) => {
      const failure = await refusalOf(fixtureServerSettings(`on-port ${port}`, { port }));
      expect(failure.reason).toBe('not-ready');
      expect(failure.message).toMatch(new RegExp(`port ${port}.*already taken by another program`));
      if (process.platform === 'linux') expect(failure.message).toContain(`process ${process.pid}`);
    });
  });

  test('is reported when its connection holds the port and nothing listens', async () => {
    await withStranger(async (strangers) => {
      const connection = connect({ host: '127.0.0.1', port: strangers });
      await once(connection, 'connect');
      const port = connection.localPort ?? 0;
      const failure = await refusalOf(fixtureServerSettings(`on-port ${port}`, { port }));
      connection.destroy();
      expect(failure.reason).toBe('not-ready');
      expect(failure.message).toMatch(
        new RegExp(`port ${port}.*in use by another program's connection: nothing listens`),
      );
      expect(failure.remedy).toMatch(/PORT, or on a port below \d+/);
    });
  });

  test("is not measured when it takes the port while the scenario's server starts", async () => {
    const port = await findFreePort();
    const stranger = createServer((_request, response) => response.end('stranger'));
    const whenStarted: typeof host = {
      ...host,
      processes: {
        ...host.processes,
        start: (spec) => {
          stranger.listen(port, '127.0.0.1');
          return host.processes.start(spec);
        },
      },
    };
    try {
      const failure = await refusalOf(
        fixtureServerSettings('never-listens', { port }),
        '/',
        whenStarted,
      );
      expect(failure.reason).toBe('not-ready');
      expect(failure.message).toMatch(/which the server's command did not start/);
    } finally {
      stranger.close();
    }
  });

  test('is measured when the scenario has no server, without metrics that need its own server', async () => {
    await withStranger(async (port) => {
      const { measurements, unavailable } = await measureBlock(
        httpScenario(null, { request: requestSettings({ url: `http://127.0.0.1:${port}/` }) }),
      );
      expect(measurements.error_rate).toBe(0);
      expect(unavailable?.cpu_time).toMatch(/did not start the server/);
      expect(unavailable?.['event_loop_delay.p99']).toMatch(/did not start the server/);
      expect(unavailable).not.toHaveProperty('http_round_trips');
    });
  });

  test('is reported as such when it is not up', async () => {
    const port = await findFreePort();
    const url = `http://127.0.0.1:${port}/`;
    expect(await refusalOf(null, url)).toMatchObject({
      reason: 'unreachable',
      message: `nothing accepts connections at ${url}`,
    });
  });
});

test('leaves nothing of a server in the background and of its children', async () => {
  const marker = `PERF_HARNESS_TEST_MARK_${process.pid}`;
  const scenario = httpScenario(
    fixtureServerSettings('in-the-background', { env: { [marker]: '1' } }),
  );
  await measureBlock(scenario);
  const { stdout } = await host.processes.exec({
    file: `grep -lsa ${marker}= /proc/[0-9]*/environ | wc -l`,
    shell: true,
    timeoutMs: 60_000,
  });
  // The searching shell has the marker in its command line, which is another file, but not in its
  // environment.
  expect(Number(stdout)).toBe(0);
});

test('names a method that the generator cannot send', async () => {
  await withLocalServer(respondOk, async (url) => {
    const failure = await measureFailure(
      httpScenario(null, { request: requestSettings({ url, method: 'PROPFIND' }) }),
    );
    expect(failure).toMatchObject({
      reason: 'protocol',
      message: expect.stringContaining('PROPFIND'),
    });
  });
});
