import { type Host, optionError } from 'perf-harness/plugin';

/** A collector of OpenTelemetry, by OTLP over HTTP. */
export interface OtlpTarget {
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
export function readOtlpTarget({ env }: Pick<Host, 'env'>, otlp: string | true): OtlpTarget {
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
