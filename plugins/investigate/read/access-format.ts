/** What a place in a line of an access log is good for. */
export type AccessField =
  | 'time'
  | 'request'
  | 'method'
  | 'target'
  | 'status'
  | 'seconds'
  | 'milliseconds'
  | 'microseconds';

/** One place: what it is, and the text that ends it. */
export interface AccessPlace {
  readonly field: AccessField | null;
  /** A column that tells requests apart, such as `http_x_region`; null: none. */
  readonly segment: string | null;
  /** Bytes after it; empty: it goes to the end of the line. */
  readonly until: Uint8Array;
}

/** A format of access logs, ready to cut lines by. */
export interface AccessFormat {
  readonly name: string;
  /** Bytes that each line begins with. */
  readonly start: Uint8Array;
  readonly places: readonly AccessPlace[];
}

const NGINX_FIELDS: Readonly<Record<string, AccessField>> = {
  time_local: 'time',
  time_iso8601: 'time',
  msec: 'time',
  request: 'request',
  request_method: 'method',
  request_uri: 'target',
  uri: 'target',
  status: 'status',
  request_time: 'seconds',
};

/** Variables that say nothing that many requests share. */
const SINGLE =
  /^(?:remote_user|body_bytes_sent|bytes_sent|http_referer|http_user_agent|http_cookie|http_authorization|request_id|request_length|connection|connection_requests|http_x_forwarded_for|remote_addr|remote_port|args|query_string|pid|upstream_.*)$/u;

/** nginx's own; Apache's `combined` reads the same. */
const COMBINED =
  '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent"';

/** Formats that are tried without being told, the most telling first. */
export const KNOWN_FORMATS: readonly AccessFormat[] = [
  compileNginxFormat('combined with request time', `${COMBINED} $request_time`),
  compileNginxFormat('combined with rt=', `${COMBINED} rt=$request_time`),
  compileNginxFormat('combined', COMBINED),
  compileNginxFormat(
    'common',
    '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent',
  ),
];

/**
 * Compiles the text of a `log_format` of nginx.
 *
 * @throws Error where two variables stand side by side, so that nothing tells where one ends.
 */
export function compileNginxFormat(name: string, text: string): AccessFormat {
  const parts = text.split(/\$\{?(\w+)\}?/u);
  const places = parts.flatMap((part, index): readonly AccessPlace[] => {
    if (index % 2 === 0) return [];
    const until = parts[index + 1] ?? '';
    if (until === '' && index + 2 < parts.length)
      throw new Error(`$${part} and $${parts[index + 2]} stand side by side`);
    const field = NGINX_FIELDS[part] ?? null;
    const segment =
      field === null && !SINGLE.test(part) ? part.replace(/^http_(?:x_)?/u, '') : null;
    return [{ field, segment, until: Buffer.from(until) }];
  });
  return { name, start: Buffer.from(parts[0] ?? ''), places };
}

/**
 * Every `log_format` of a configuration of nginx.
 *
 * @throws Error where there is none.
 */
export function formatsOfNginx(text: string): readonly AccessFormat[] {
  const withoutComments = text.replace(/^\s*#.*$/gmu, '');
  const formats = [
    ...withoutComments.matchAll(/\blog_format\s+(\S+)\s+((?:escape=\w+\s+)?)([^;]+);/gu),
  ];
  if (formats.length === 0) throw new Error('it has no log_format');
  return formats.map(([, name = '', , parts = '']) =>
    compileNginxFormat(
      name,
      [...parts.matchAll(/'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"/gu)]
        .map(([, single, double]) => (single ?? double ?? '').replace(/\\(.)/gu, '$1'))
        .join(''),
    ),
  );
}
