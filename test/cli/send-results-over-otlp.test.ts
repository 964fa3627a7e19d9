/** `--otlp` against local sinks, accepting and failing. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { main } from '../../cli/main.ts';
import { createInMemoryHost } from '../support/in-memory-host.ts';
import { withInProcessModuleReader } from '../support/in-process-module-reader.ts';
import { roundTripOtlpProtobuf } from '../support/round-trip-otlp-protobuf.ts';
import { writeFiles } from '../support/run-cli.ts';
import { createScriptedExecutors, drawWallTimes } from '../support/scripted-executors.ts';

const SCENARIO = `export default { name: 'parse', run: () => JSON.parse('[]'), trials: 6, budgets: { wall_time: '< 2 ms' } };`;

interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
}

interface Metric {
  readonly name: string;
  readonly unit: string;
  readonly gauge: {
    readonly dataPoints: readonly { readonly asDouble: number; readonly attributes: object }[];
  };
}

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** Starts a sink that records requests and answers with a status; null: never answers. */
async function sink(status: number | null) {
  const came = new Map<string, { readonly body: string; readonly secret: unknown }>();
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    came.set(request.url ?? '', { body, secret: request.headers['x-key'] });
    if (status !== null) response.writeHead(status).end('{}');
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { came, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

type Received = ReadonlyMap<string, { readonly body: string }>;

/** Expects that every request conforms to the protocol. */
function expectProtocol(came: Received): void {
  for (const [path, { body }] of came) {
    expect(roundTripOtlpProtobuf(path, JSON.parse(body))).toEqual(JSON.parse(body));
  }
}

/** Metrics that a sink received by name, each with its first point. */
function metricsOf(came: Received) {
  const { resourceMetrics } = JSON.parse(came.get('/v1/metrics')?.body ?? '');
  const metrics: readonly Metric[] = resourceMetrics[0].scopeMetrics[0].metrics;
  return new Map(metrics.map(({ name, unit, gauge }) => [name, { unit, ...gauge.dataPoints[0] }]));
}

async function runWith(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const base = createInMemoryHost({ executors: createScriptedExecutors(drawWallTimes(() => 1)) });
  const host = { ...base.host, env: { ...base.host.env, ...env } };
  writeFiles(host.cwd, { 'package.json': '{"type":"module"}', 'scenarios/parse.mjs': SCENARIO });
  const code = await main(withInProcessModuleReader(host), ['run', ...args]);
  return { code, ...base.written };
}

describe('--otlp', () => {
  it('sends the run with its trials as a trace, and its metrics with units', async () => {
    const { came, url } = await sink(200);
    const { code, err } = await runWith(['--otlp', url], {
      OTEL_EXPORTER_OTLP_HEADERS: 'x-key=a%20b',
    });
    expect([code, err.includes('warning')]).toEqual([0, false]);
    expect(came.get('/v1/traces')?.secret).toBe('a b');
    expectProtocol(came);
    const traces = JSON.parse(came.get('/v1/traces')?.body ?? '');
    const [root, ...trials]: readonly Span[] = traces.resourceSpans[0].scopeSpans[0].spans;
    expect(root).toMatchObject({
      name: 'perf-harness run',
      traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
      spanId: expect.stringMatching(/^[0-9a-f]{16}$/),
      startTimeUnixNano: expect.stringMatching(/^\d{19}$/),
    });
    expect(trials.length).toBeGreaterThanOrEqual(6);
    for (const trial of trials) {
      expect([trial.traceId, trial.parentSpanId]).toEqual([root?.traceId, root?.spanId]);
      expect(BigInt(trial.endTimeUnixNano)).toBeGreaterThanOrEqual(BigInt(trial.startTimeUnixNano));
      expect(BigInt(trial.startTimeUnixNano)).toBeGreaterThanOrEqual(
        BigInt(root?.startTimeUnixNano ?? ''),
      );
    }
    const metrics = metricsOf(came);
    const time = metrics.get('perf_harness.wall_time');
    expect(time?.unit).toBe('s');
    expect(time?.asDouble).toBeCloseTo(0.001, 4);
    expect([...metrics.keys()]).toContain('perf_harness.wall_time.low');
  });

  it.each([400, 503])('keeps the result when the collector answers %d', async (status) => {
    const { url } = await sink(status);
    const { code, err } = await runWith(['--otlp', url]);
    expect(code).toBe(0);
    expect(err).toContain(`the traces were not sent to ${url}: it returned status ${status}`);
    expect(err).toContain('the metrics were not sent');
  });

  it('stops waiting for a hanging collector at its limit and never prints the headers', async () => {
    const { url } = await sink(null);
    const env = { OTEL_EXPORTER_OTLP_TIMEOUT: '300', OTEL_EXPORTER_OTLP_HEADERS: 'x-key=s3cret' };
    const { code, err, out } = await runWith(['--otlp', url], env);
    expect(code).toBe(0);
    expect(err).toContain('it did not respond within 0.3 s');
    expect(err + out).not.toContain('s3cret');
  });

  it('reports that nothing listens at the address', async () => {
    const { code, err } = await runWith(['--otlp', 'http://127.0.0.1:1']);
    expect(code).toBe(0);
    expect(err).toContain('were not sent to http://127.0.0.1:1');
  });

  it('sends nothing unless requested, even if the environment names a collector', async () => {
    const { came, url } = await sink(200);
    await runWith([], { OTEL_EXPORTER_OTLP_ENDPOINT: url });
    expect(came.size).toBe(0);
  });

  it('reads the address from the environment', async () => {
    const { came, url } = await sink(200);
    await runWith(['parse', '--otlp'], { OTEL_EXPORTER_OTLP_ENDPOINT: url });
    expect([...came.keys()].sort()).toEqual(['/v1/metrics', '/v1/traces']);
  });

  it.each(['file:///etc/passwd', 'collector'])(
    'refuses %s before anything is measured',
    async (url) => {
      const { code, err } = await runWith(['--otlp', url]);
      expect(code).toBe(2);
      expect(err).toContain('--otlp takes the URL of a collector');
    },
  );
});

/** A project with a baseline that was saved of its first run. */
async function savedProject() {
  const { host: plain, written } = createInMemoryHost({
    executors: createScriptedExecutors(drawWallTimes(() => 1)),
  });
  const env: Record<string, string | undefined> = { ...plain.env };
  const host = { ...plain, env };
  writeFiles(host.cwd, { 'package.json': '{"type":"module"}', 'scenarios/parse.mjs': SCENARIO });
  const command = async (...args: readonly string[]) => {
    const before = written.err.length;
    const code = await main(withInProcessModuleReader(host), args);
    return { code, err: written.err.slice(before) };
  };
  expect(await command('run')).toMatchObject({ code: 0 });
  expect(await command('baseline', 'save', 'main')).toMatchObject({ code: 0 });
  /** Sets how long later commands wait for a sink. */
  const limit = (ms: string): void => {
    env.OTEL_EXPORTER_OTLP_TIMEOUT = ms;
  };
  return { command, limit };
}

describe('OTLP output of compare and gate', () => {
  it('holds the ratio and verdict of each metric and the gate result, even if a collector hangs', async () => {
    const { command, limit } = await savedProject();
    const [compared, gated] = [await sink(200), await sink(200)];
    const comparison = await command('compare', 'baseline:main', '--otlp', compared.url);
    const ratio = metricsOf(compared.came).get('perf_harness.comparison.ratio');
    expect(comparison).toEqual({ code: 0, err: expect.not.stringContaining('warning: the') });
    expect(ratio).toMatchObject({ asDouble: 1 });
    expect(JSON.stringify(ratio?.attributes)).toContain('perf_harness.verdict');
    const gate = await command('gate', '--baseline', 'main', '--otlp', gated.url);
    expect(gate.err).not.toContain('not sent');
    const ended = metricsOf(gated.came).get('perf_harness.gate.exit_code');
    expect(ended).toMatchObject({ asDouble: gate.code });
    expect(gated.came.has('/v1/traces')).toBe(true);
    const hanging = await sink(null);
    limit('300');
    const hung = await command('compare', 'baseline:main', '--otlp', hanging.url);
    const hungGate = await command('gate', '--baseline', 'main', '--otlp', hanging.url);
    expect([hung.code, hungGate.code]).toEqual([comparison.code, gate.code]);
    for (const { err } of [hung, hungGate]) expect(err).toContain('did not respond within 0.3 s');
    for (const { came } of [compared, gated]) expectProtocol(came);
  });
});

it('OTLP decoder of these tests drops fields that the protocol does not have', () => {
  const wrong = { resourceSpans: [{ scopeSpans: [{ spans: [{ nam: 'a' }] }] }] };
  expect(roundTripOtlpProtobuf('/v1/traces', wrong)).not.toEqual(wrong);
});
