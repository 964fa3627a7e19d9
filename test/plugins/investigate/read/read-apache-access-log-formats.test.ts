import { describe, expect, test } from 'vitest';
import {
  compileApacheFormat,
  compileLogFormat,
  readApacheFormats,
  readConfiguredFormats,
} from '../../../../plugins/investigate/read/server-access-log-formats.ts';
import { readLogObservations } from '../../../support/read-log-observations.ts';

const LINE = (rest: string): string =>
  `10.0.0.1 - - [24/Nov/2026:12:00:05 +0000] "GET /a/17?x=1 HTTP/1.1" 503 12${rest}`;

test.each([
  ['%h %l %u %t "%r" %>s %b %D', LINE(' 250000'), 250],
  ['%h %l %u %t "%r" %>s %b %T', LINE(' 3'), 3018],
  ['%h %l %u %t "%r" %>s %b %{ms}T', LINE(' 250'), 250],
  ['%h %l %u %t "%r" %>s %b %{us}T %%', LINE(' 250000 %'), 250],
  ['%h %l %u %t "%r" %>s %b "%!200,304{Referer}i" %D %^FB', LINE(' "-" 250000 17'), 250],
  [
    '%{%Y-%m-%dT%H:%M:%S%z}t %m %U%q %>s %D',
    '2026-11-24T12:00:05+0000 GET /a/17?x=1 503 250000',
    250,
  ],
  ['%{msec}t %m %U %s %D', '1795521605123 GET /a/17 503 250000', 250],
])('%s', async (format, line, ms) => {
  const { source, endpoints } = await readLogObservations(`${line}\n`, {
    formats: [compileApacheFormat('own', format)],
  });
  expect(source).toMatchObject({ format: 'own', unread: 0 });
  expect(endpoints).toHaveLength(1);
  expect(endpoints[0]).toMatch(/^GET \/a\/:id: 1, 1 failed, p50 /u);
  const p50 = Number(endpoints[0]?.split('p50 ')[1]);
  expect(Math.abs(p50 / ms - 1)).toBeLessThanOrEqual(0.01);
});

test('distinguishes requests by headers, unless they are secret or unique to one request', async () => {
  const format = compileApacheFormat(
    'own',
    '%v %h %t "%r" %>s %D "%{X-Region}i" "%{Cookie}i" "%{Authorization}i" "%{sid}C" "%{TENANT}e"',
  );
  const line = (host: string, region: string): string =>
    `${host} 10.0.0.1 [24/Nov/2026:12:00:05 +0000] "GET / HTTP/1.1" 200 1000 "${region}" "a=b" "Bearer c" "d" "acme"`;
  const { observed } = await readLogObservations(`${line('a', 'eu')}\n${line('b', 'us')}\n`, {
    formats: [format],
  });
  expect(observed.requests.segments).toEqual(['host', 'region', 'tenant']);
  expect([...observed.requests.valuesOf('region').keys()]).toEqual(['eu', 'us']);
});

describe('a configuration of Apache or nginx', () => {
  test('yields each LogFormat and each format of a CustomLog', () => {
    const formats = readApacheFormats(
      String.raw`
# LogFormat "%h" old
LogFormat "%h %l %u %t \"%r\" %>s %b \"%{Referer}i\" \"%{User-Agent}i\" %D" timed
<VirtualHost *:80>
  CustomLog ${'$'}{APACHE_LOG_DIR}/a.log timed
  CustomLog "|/usr/bin/rotatelogs a 86400" "%t %U %>s \
%T"
</VirtualHost>
`,
    );
    expect(formats.map(({ name, places }) => [name, places.length])).toEqual([
      ['timed', 10],
      ['LogFormat', 4],
    ]);
  });

  test('is recognised as that of nginx or of Apache', () => {
    expect(readConfiguredFormats("log_format a '$status $msec';")).toHaveLength(1);
    expect(readConfiguredFormats('LogFormat "%t %>s" a')).toHaveLength(1);
    expect(() => readConfiguredFormats('server {}')).toThrow('neither');
    expect(compileLogFormat('own', '$msec $status 5%').places).toHaveLength(2);
    expect(compileLogFormat('own', '%t %>s').places).toHaveLength(2);
  });
});

describe('a whole number after the combined format', () => {
  const read = async (...times: readonly string[]): Promise<readonly string[]> => {
    const lines = times.map((time) => LINE(` "-" "curl/8" ${time}`));
    const { source, endpoints } = await readLogObservations(lines.join('\n'));
    return [source.format ?? '', ...endpoints];
  };

  test('is read as microseconds where one is too large for seconds', async () => {
    expect(await read('900', '250000', '250000')).toEqual([
      'combined with %D',
      'GET /a/:id: 3, 3 failed, p50 252',
    ]);
  });

  test('is read as seconds where all are small, or one has decimals', async () => {
    expect((await read('2', '2', '3'))[0]).toBe('combined with request time');
    expect((await read('2.000', '1200.500'))[0]).toBe('combined with request time');
  });
});
