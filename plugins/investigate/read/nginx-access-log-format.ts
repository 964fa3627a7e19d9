import {
  type AccessField,
  type AccessFormat,
  compileAccessFormat,
  segmentColumn,
} from './access-log-format.ts';

const NGINX_FIELDS: Readonly<Record<string, AccessField>> = {
  time_local: 'time',
  time_iso8601: 'time',
  msec: 'time',
  request: 'request',
  request_method: 'method',
  request_uri: 'target',
  uri: 'target',
  status: 'status',
  remote_addr: 'client',
  request_time: 'seconds',
};

/**
 * Compiles the text of a `log_format` of nginx.
 *
 * @throws Error where two variables are adjacent, so that the end of the first is ambiguous.
 */
export function compileNginxFormat(name: string, text: string): AccessFormat {
  const found = text.split(/\$\{?(\w+)\}?/u);
  const isTimed = found.includes('request_time');
  const parts = found.map((part, index) => {
    if (index % 2 === 0) return part;
    // Time of the upstream server, used if the request time is not logged.
    const isServers = part === 'upstream_response_time' && !isTimed;
    const field = isServers ? 'seconds' : (NGINX_FIELDS[part] ?? null);
    return { name: `$${part}`, field, segment: field === null ? segmentColumn(part) : null };
  });
  return compileAccessFormat(name, parts);
}

/**
 * Reads every `log_format` of an nginx configuration.
 *
 * @throws Error where there is none.
 */
export function readNginxFormats(text: string): readonly AccessFormat[] {
  const withoutComments = text.replace(/^\s*#.*$/gmu, '');
  const formats = [
    ...withoutComments.matchAll(/\blog_format\s+(\S+)\s+((?:escape=\w+\s+)?)([^;]+);/gu),
  ];
  if (formats.length === 0) throw new Error('it contains no log_format');
  return formats.map(([, name = '', , parts = '']) =>
    compileNginxFormat(
      name,
      [...parts.matchAll(/'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"/gu)]
        .map(([, single, double]) => (single ?? double ?? '').replace(/\\(.)/gu, '$1'))
        .join(''),
    ),
  );
}
