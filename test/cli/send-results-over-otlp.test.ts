/** `--otlp` against local sinks, accepting and failing. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { main } from '../../cli/main.ts';
import { createInMemoryHost } from '../support/in-memory-host.ts';
import { roundTripOtlpProtobuf } from '../support/round-trip-otlp-protobuf.ts';
import { writeFiles } from '../support/run-cli.ts';
import { createScriptedExecutors, drawWallTimes } from '../support/scripted-executors.ts';

const SCENARIO = `export default { name: 'parse', run: () => JSON.parse('[]'), trials: 6, budgets: { wall_time: '< 2 ms' } };`;

const attributes = z.array(z.object({ key: z.string(), value: z.record(z.string(), z.unknown()) }));
const nano = z.string().regex(/^\d{19}$/);
const spanSchema = z.object({
  traceId: z.string().regex(/^[0-9a-f]{32}$/),
  spanId: z.string().regex(/^[0-9a-f]{16}$/),
  parentSpanId: z.string().optional(),
  name: z.string(),
  startTimeUnixNano: nano,
  endTimeUnixNano: nano,
  attributes,
});
const tracesSchema = z.object({
  resourceSpans: z.tuple([
    z.object({ scopeSpans: z.tuple([z.object({ spans: z.array(spanSchema) })]) }),
  ]),
});
const pointSchema = z.object({ asDouble: z.number(), timeUnixNano: nano, attributes });
const metricsSchema = z.object({
  resourceMetrics: z.tuple([
    z.object({
      scopeMetrics: z.tuple([
        z.object({
          metrics: z.array(
            z.object({
              name: z.string(),
              unit: z.string(),
              gauge: z.object({ dataPoints: z.array(pointSchema) }),
            }),
          ),
        }),
      ]),
    }),
  ]),
});

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

async function runWith(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const base = createInMemoryHost({ executors: createScriptedExecutors(drawWallTimes(() => 1)) });
  const host = { ...base.host, env: { ...base.host.env, ...env } };
  writeFiles(host.cwd, { 'package.json': '{"type":"module"}', 'scenarios/parse.mjs': SCENARIO });
  const code = await main(host, ['run', ...args]);
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
    for (const [path, { body }] of came) {
      expect(roundTripOtlpProtobuf(path, JSON.parse(body))).toEqual(JSON.parse(body));
    }
    const traces = tracesSchema.parse(JSON.parse(came.get('/v1/traces')?.body ?? ''));
    const [root, ...trials] = traces.resourceSpans[0].scopeSpans[0].spans;
    expect(root?.name).toBe('perf-harness run');
    expect(trials.length).toBeGreaterThanOrEqual(6);
    for (const trial of trials) {
      expect([trial.traceId, trial.parentSpanId]).toEqual([root?.traceId, root?.spanId]);
      expect(BigInt(trial.endTimeUnixNano)).toBeGreaterThanOrEqual(BigInt(trial.startTimeUnixNano));
      expect(BigInt(trial.startTimeUnixNano)).toBeGreaterThanOrEqual(
        BigInt(root?.startTimeUnixNano ?? ''),
      );
    }
    const { metrics } = metricsSchema.parse(JSON.parse(came.get('/v1/metrics')?.body ?? ''))
      .resourceMetrics[0].scopeMetrics[0];
    const time = metrics.find(({ name }) => name === 'perf_harness.wall_time');
    expect(time?.unit).toBe('s');
    expect(time?.gauge.dataPoints[0]?.asDouble).toBeCloseTo(0.001, 4);
    expect(metrics.map(({ name }) => name)).toContain('perf_harness.wall_time.low');
  });

  it.each([400, 429, 500, 503])(
    'keeps the result when the collector answers %d',
    async (status) => {
      const { url } = await sink(status);
      const { code, err } = await runWith(['--otlp', url]);
      expect(code).toBe(0);
      expect(err).toContain(`the traces were not sent to ${url}: it returned status ${status}`);
      expect(err).toContain('the metrics were not sent');
    },
  );

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
    const code = await main(host, args);
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

/** Names of the metrics of a sink, with the attributes of their first points. */
function metricsOf(came: ReadonlyMap<string, { readonly body: string }>) {
  const { metrics } = metricsSchema.parse(JSON.parse(came.get('/v1/metrics')?.body ?? ''))
    .resourceMetrics[0].scopeMetrics[0];
  return new Map(metrics.map(({ name, gauge }) => [name, gauge.dataPoints[0]]));
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
    // All requests, of a run too, conform to the protocol.
    for (const { came } of [compared, gated]) {
      for (const [path, { body }] of came) {
        expect(roundTripOtlpProtobuf(path, JSON.parse(body))).toEqual(JSON.parse(body));
      }
    }
  });
});

describe('OTLP decoder of these tests', () => {
  const sent = { resourceSpans: [{ scopeSpans: [{ spans: [{ traceId: 'ab', name: 'a' }] }] }] };

  it('returns valid fields and drops fields that the protocol does not have', () => {
    expect(roundTripOtlpProtobuf('/v1/traces', sent)).toEqual(sent);
    const wrong = { resourceSpans: [{ scopeSpans: [{ spans: [{ nam: 'a' }] }] }] };
    expect(roundTripOtlpProtobuf('/v1/traces', wrong)).not.toEqual(wrong);
  });
});
