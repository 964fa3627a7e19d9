/** A completed request, as input of the log formats. */
export interface PlantedRequest {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly ms: number;
  readonly path: string;
  readonly status: number;
  readonly client: string;
}

/** A way to write requests with their durations. */
export interface RequestLogFormat {
  readonly name: string;
  readonly line: (request: PlantedRequest) => string;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function common(at: number): string {
  const date = new Date(at);
  const day = String(date.getUTCDate()).padStart(2, '0');
  return `${day}/${MONTHS[date.getUTCMonth()]}/${date.getUTCFullYear()}:${date.toISOString().slice(11, 19)} +0000`;
}

const iso = (at: number): string => new Date(at).toISOString();
const seconds = (ms: number): string => (ms / 1000).toFixed(3);
const whole = (ms: number): string => String(Math.round(ms));
/** Six digits of microseconds. */
const micros = (ms: number): string => String(Math.round(ms * 1000));

/** nginx's `combined` without anything after it. */
export const combinedLogLine = ({ at, path, status, client }: PlantedRequest): string =>
  `${client} - - [${common(at)}] "GET ${path} HTTP/1.1" ${status} 512 "-" "Mozilla/5.0 (X11; Linux x86_64)"`;

/** Shapes that the reader was written by. */
export const KNOWN_LOG_FORMATS: readonly RequestLogFormat[] = [
  {
    name: 'rt= and others',
    line: (request) =>
      `${combinedLogLine(request)} rt=${seconds(request.ms)} uct="0.000" urt="${seconds(request.ms)}"`,
  },
  {
    name: 'request_time= of key=value',
    line: ({ at, ms, path, status }) =>
      `time=${iso(at)} level=info method=GET path=${path} status=${status} request_time=${seconds(ms)}`,
  },
  {
    name: 'duration_ms= after words',
    line: ({ at, ms, path, status }) =>
      `${iso(at)} INFO GET ${path} ${status} duration_ms=${whole(ms)}`,
  },
  {
    name: 'took 12ms',
    line: ({ at, ms, path, status }) => `${iso(at)} INFO GET ${path} ${status} took ${whole(ms)}ms`,
  },
  {
    name: 'JSON elapsed_ms',
    line: ({ at, ms, path, status }) =>
      JSON.stringify({
        timestamp: iso(at),
        level: 'info',
        req: { method: 'GET', url: path },
        res: { statusCode: status },
        elapsed_ms: Math.round(ms),
        msg: 'request completed',
      }),
  },
  {
    name: 'combined with $upstream_response_time',
    line: (request) => `${combinedLogLine(request)} ${seconds(request.ms)} ${seconds(request.ms)}`,
  },
];

/** Formats that were tried only once, after the reader was finished. */
export const HELD_OUT_LOG_FORMATS: readonly RequestLogFormat[] = [
  {
    name: 'request time in quotes after "main"',
    line: (request) => `${combinedLogLine(request)} "-" "${seconds(request.ms)}"`,
  },
  {
    name: 'request_time: of a log_format',
    line: (request) =>
      `${combinedLogLine(request)} request_time:${seconds(request.ms)} upstream:10.0.0.9:3000`,
  },
  {
    name: "ingress-nginx's own",
    line: (request) =>
      `${combinedLogLine(request)} 412 ${seconds(request.ms)} [shop-web-80] [] 10.1.2.3:8080 512 ${seconds(request.ms)} ${request.status} 0f3a9c`,
  },
  {
    name: 'Apache %T/%D',
    line: (request) =>
      `${combinedLogLine(request)} ${Math.floor(request.ms / 1000)}/${micros(request.ms)}`,
  },
  {
    name: "Traefik's common log",
    line: ({ at, ms, path, status, client }) =>
      `${client} - - [${common(at)}] "GET ${path} HTTP/1.1" ${status} 512 "-" "-" 17 "shop@docker" "http://10.0.0.9:3000" ${whole(ms)}ms`,
  },
  {
    name: 'JSON of nginx',
    line: ({ at, ms, path, status, client }) =>
      JSON.stringify({
        time_iso8601: iso(at).replace('Z', '+00:00'),
        remote_addr: client,
        request_method: 'GET',
        request_uri: path,
        status: String(status),
        request_time: seconds(ms),
      }),
  },
  {
    name: 'JSON processing_time_ms',
    line: ({ at, ms, path, status }) =>
      JSON.stringify({ ts: iso(at), method: 'GET', path, status, processing_time_ms: ms }),
  },
  {
    name: 'completed in 12.5 ms',
    line: ({ at, ms, path, status }) =>
      `${iso(at)} [info] GET ${path} completed with ${status} in ${ms.toFixed(1)} ms`,
  },
  {
    name: 'JSON latency with a unit',
    line: ({ at, ms, path, status }) =>
      JSON.stringify({
        time: iso(at),
        msg: 'handled',
        method: 'GET',
        path,
        status,
        latency: `${ms.toFixed(2)}ms`,
      }),
  },
  {
    name: 'elapsed: 12ms after an arrow',
    line: ({ at, ms, path, status }) =>
      `${iso(at).replace('T', ' ').replace('Z', '')} INFO [http-1] c.s.Access - GET ${path} -> ${status} (elapsed: ${whole(ms)}ms)`,
  },
];
