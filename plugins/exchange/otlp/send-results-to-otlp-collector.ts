import { type Host, harnessVersion, optionError, type records } from 'perf-harness/plugin';
import { createOtlpRequests } from './otlp-http-request-bodies.ts';

/**
 * Opens a sender of results to a collector. The verdict is final by then, so a failure is only a
 * warning and changes neither the verdict nor the exit code. @throws UserError for a URL that is
 * not HTTP.
 */
export function openOtlpSender(
  host: Host,
  value: string | true,
): (document: records.MeasuredDocument) => Promise<void> {
  const target = readOtlpTarget(host, value);
  return async (document) => {
    const nowMs = host.clock.now().getTime();
    const requests = createOtlpRequests(document, { version: harnessVersion(host), nowMs });
    await Promise.all(
      Object.entries(requests).map(async ([path, body]) => {
        const url = `${target.url}${path}`;
        const problem = await postJson(url, body, target);
        if (problem === null) return;
        const { origin } = new URL(url);
        host.terminal.err(
          `warning: the ${path.replace('v1/', '')} were not sent to ${origin}: ${problem}. The verdict and records are unaffected.\n`,
        );
      }),
    );
  };
}

const MOST_LETTERS = 300;

/** Sends JSON without following redirects. Never throws. @returns the problem; null on success. */
async function postJson(
  url: string,
  body: object,
  { headers, limitMs }: Pick<OtlpTarget, 'headers' | 'limitMs'>,
): Promise<string | null> {
  const signal = AbortSignal.timeout(limitMs);
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify(body),
      redirect: 'error',
      signal,
    });
    // Releases the connection without reading the response.
    await response.body?.cancel();
    return response.ok ? null : `it returned status ${response.status}`;
  } catch (error) {
    if (signal.aborted) return `it did not respond within ${limitMs / 1_000} s`;
    const { message, cause } = error as Error;
    const why = cause instanceof Error ? `${message}: ${cause.message}` : message;
    return why.slice(0, MOST_LETTERS);
  }
}

/** A collector of OpenTelemetry, by OTLP over HTTP. */
interface OtlpTarget {
  /** Without the paths of signals, with a slash at its end. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly limitMs: number;
}

const DEFAULT_URL = 'http://127.0.0.1:4318';
/** Default of the specification, overridden by `OTEL_EXPORTER_OTLP_TIMEOUT`. */
const DEFAULT_LIMIT_MS = 10_000;

/**
 * Reads the collector of `--otlp`. Environment variables set the address but never enable sending,
 * since CI machines have them for other programs. @throws UserError for a URL that is not HTTP.
 */
function readOtlpTarget({ env }: Pick<Host, 'env'>, otlp: string | true): OtlpTarget {
  const text = otlp === true ? env.OTEL_EXPORTER_OTLP_ENDPOINT || DEFAULT_URL : otlp;
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw optionError(
      `--otlp takes the URL of a collector, such as ${DEFAULT_URL}; found "${text.slice(0, 80)}".`,
    );
  }
  const limitMs = Number(env.OTEL_EXPORTER_OTLP_TIMEOUT || DEFAULT_LIMIT_MS);
  return {
    url: url.href.replace(/\/*$/, '/'),
    headers: readHeaders(env.OTEL_EXPORTER_OTLP_HEADERS ?? ''),
    limitMs: Number.isFinite(limitMs) && limitMs > 0 ? limitMs : DEFAULT_LIMIT_MS,
  };
}

/** Parses `key=value,other=value`, URL-encoded. Values may be secrets and are never printed. */
function readHeaders(text: string): Readonly<Record<string, string>> {
  const pairs = text.split(',').flatMap((pair) => {
    const [, name = '', value = ''] = /^\s*([^=\s]+)\s*=\s*(.*?)\s*$/.exec(pair) ?? [];
    return name === '' ? [] : [[name, decoded(value)] as const];
  });
  return Object.fromEntries(pairs);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
