import { buildK6Stages, describeLoadProfile, type LoadProfile } from './k6-load-profiles.ts';

interface ScriptParts {
  readonly requests: readonly PlannedRequest[];
  readonly shape: LoadProfile;
  readonly scale: number;
  /** k6's conditions, by its metrics. */
  readonly thresholds: Readonly<Record<string, readonly string[]>>;
  /** Source of the requests, for a comment. */
  readonly origin: string;
}

/** A k6 script that runs as it is, with perf-harness and without. */
export function generateK6Script({
  requests,
  shape,
  scale,
  thresholds,
  origin,
}: ScriptParts): string {
  const stages = buildK6Stages(shape, scale).map(
    ({ duration, target }) => `    { duration: '${duration}', target: ${target} },`,
  );
  const limits = Object.entries(thresholds).map(
    ([metric, conditions]) =>
      `    ${quote(metric)}: [${conditions.map((text) => condition(text, shape)).join(', ')}],`,
  );
  return `import { check, sleep } from 'k6';
import http from 'k6/http';

// Requests from ${origin}. perf-harness sets BASE_URL to the address of the server.
const base = __ENV.BASE_URL || 'http://127.0.0.1:3000';

// ${shape}: ${describeLoadProfile(shape)}
export const options = {
  stages: [
${stages.join('\n')}
  ],
  thresholds: {
${limits.join('\n')}
  },
};

export default function () {
${requests.map(requestText).join('\n')}
  sleep(1);
}
`;
}

/** Returns a threshold; a breakpoint test ends at the first threshold that is crossed. */
function condition(text: string, shape: LoadProfile): string {
  if (shape !== 'breakpoint') return quote(text);
  return `{ threshold: ${quote(text)}, abortOnFail: true }`;
}

function requestText({ name, method, path, headers, body, status }: PlannedRequest): string {
  const settings = [
    `tags: { name: ${quote(name)} }`,
    ...(Object.keys(headers).length === 0 ? [] : [`headers: ${JSON.stringify(headers)}`]),
  ].join(', ');
  const send = `http.request(${quote(method)}, base + ${quote(path)}, ${body === null ? 'null' : quote(body)}, { ${settings} })`;
  const expected = status === null ? 'status >= 200 && status < 400' : `status === ${status}`;
  return `  check(${send}, {
    ${quote(`${name} responds${status === null ? '' : ` with ${status}`}`)}: ({ status }) => ${expected},
  });`;
}

function quote(text: string): string {
  const escaped = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'");
  return `'${escaped}'`;
}

/** A request that a generated script sends. */
export interface PlannedRequest {
  /** Name that its response times are grouped by, such as `GET /users/{id}`. */
  readonly name: string;
  readonly method: string;
  /** On the server, with values in place of params. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Request body; null: none is sent. */
  readonly body: string | null;
  /** The status that it should be answered with; null: any from 200 to 399. */
  readonly status: number | null;
}

/** Most requests in a script; more suggest that only a selection was intended. */
export const MAX_REQUESTS = 50;
