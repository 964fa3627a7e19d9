import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { discoverServerRequests } from '../../../cli/init/k6/discover-server-requests.ts';
import { generateOpenApiRequests } from '../../../cli/init/k6/generate-openapi-requests.ts';
import { buildK6Stages, LOAD_PROFILES } from '../../../cli/init/k6/k6-load-profiles.ts';
import { readHarRequests } from '../../../cli/init/k6/read-har-requests.ts';
import { parseGoDuration } from '../../../harness/executors/k6/inspect-k6-script.ts';

const signal = new AbortController().signal;

describe('the shape of a load', () => {
  test('LEAD-11: ramp-50-100-0 is 30 s to 50, 1 min to 100, 30 s to 0', () => {
    expect(buildK6Stages('ramp-50-100-0', 1)).toEqual([
      { duration: '30s', target: 50 },
      { duration: '1m', target: 100 },
      { duration: '30s', target: 0 },
    ]);
  });

  test.each(LOAD_PROFILES)('scales %s without losing a stage', (shape) => {
    const total = (scale: number): number =>
      buildK6Stages(shape, scale).reduce((sum, { duration }) => sum + parseGoDuration(duration), 0);
    expect(total(2)).toBe(2 * total(1));
    expect(buildK6Stages(shape, 1e-6).every(({ duration }) => duration === '1s')).toBe(true);
  });
});

describe('requests of an OpenAPI document', () => {
  const document = {
    openapi: '3.1.0',
    paths: {
      '/users/{id}': {
        parameters: [
          { name: 'id', in: 'path', required: true, schema: { type: 'integer', minimum: 7 } },
        ],
        get: { responses: { 200: {}, 404: {} } },
        delete: { responses: { 204: {} } },
      },
      '/users': {
        get: {
          parameters: [
            { name: 'page', in: 'query', required: true, example: 3 },
            { name: 'sort', in: 'query', schema: { type: 'string' } },
          ],
          responses: {},
        },
        post: {
          requestBody: { $ref: '#/components/requestBodies/User' },
          responses: { 201: {} },
        },
      },
    },
    components: {
      requestBodies: {
        User: {
          content: { 'application/json': { schema: { $ref: '#/components/schemas/User' } } },
        },
      },
      schemas: {
        User: {
          type: 'object',
          required: ['name', 'mail', 'tags', 'friend'],
          properties: {
            name: { type: 'string', minLength: 6 },
            mail: { type: 'string', format: 'email' },
            age: { type: 'integer' },
            tags: { type: 'array', items: { enum: ['new', 'old'] } },
            friend: { $ref: '#/components/schemas/User' },
          },
        },
      },
    },
  };
  const requests = generateOpenApiRequests(document);

  test('include one for each operation except those that delete', () => {
    expect(requests.map(({ name, path, status }) => [name, path, status])).toEqual([
      ['GET /users/{id}', '/users/7', 200],
      ['GET /users', '/users?page=3', null],
      ['POST /users', '/users', 201],
    ]);
  });

  test('have a body that the schema allows, even for a schema that refers to itself', () => {
    const body = JSON.parse(requests[2]?.body ?? '') as Record<string, unknown>;
    expect(body).toMatchObject({ name: 'textxx', mail: 'user@example.com', tags: ['new'] });
    expect(body.friend).toMatchObject({ name: 'textxx' });
    expect(body).not.toHaveProperty('age');
  });

  test.each([{}, { openapi: '3.0.0' }, [], { swagger: '2.0', paths: {} }])(
    'are refused for %j',
    (json) => {
      expect(() => generateOpenApiRequests(json)).toThrow('it is not an OpenAPI 3 document');
    },
  );
});

describe('requests of a HAR file', () => {
  const entry = (method: string, url: string, status = 200, postData?: { text: string }) => ({
    request: {
      method,
      url,
      headers: [
        { name: 'Accept', value: '*/*' },
        { name: 'Cookie', value: 'secret' },
      ],
      ...(postData && { postData }),
    },
    response: { status },
  });
  const har = {
    log: {
      entries: [
        entry('GET', 'http://127.0.0.1:3000/?a=1'),
        entry('GET', 'http://127.0.0.1:3000/?a=1'),
        entry('GET', 'https://fonts.example/x.woff2'),
        entry('POST', 'http://127.0.0.1:3000/cart', 302, { text: '{"id":1}' }),
        entry('GET', 'http://127.0.0.1:3000/never', 0),
      ],
    },
  };

  test('are those to the host of the first request, each once, without secrets', () => {
    const get = { method: 'GET', headers: { accept: '*/*' }, body: null };
    expect(readHarRequests(har).requests).toEqual([
      { ...get, name: 'GET /', path: '/?a=1', status: 200 },
      {
        ...get,
        name: 'POST /cart',
        method: 'POST',
        path: '/cart',
        body: '{"id":1}',
        status: 302,
      },
      { ...get, name: 'GET /never', path: '/never', status: null },
    ]);
  });

  test.each([{}, { log: { entries: [] } }, { log: { entries: [{}] } }])(
    'are refused for %j',
    (json) => {
      expect(() => readHarRequests(json)).toThrow(/HAR file|no requests|no entry/);
    },
  );

  test('are read from valid entries, and invalid entries are counted', () => {
    const [firstEntry] = har.log.entries;
    const odd = [{}, null, { ...firstEntry, request: { method: 'GET', url: 'no url' } }];
    const { request, response } = firstEntry ?? {};
    const bare = { request: { ...request, headers: null, postData: null }, response };
    expect(readHarRequests({ log: { pages: null, entries: [...odd, bare] } })).toMatchObject({
      requests: [{ name: 'GET /', headers: {}, body: null }],
      odd: 3,
    });
  });
});

describe('requests of a running server', () => {
  const pages: Readonly<Record<string, string>> = {
    '/': '<a href="/a">A</a> <a class=x href=\'b?x=1\'>B</a> <a href="http://other.example/">O</a> <a href="/logout">L</a>',
    '/a': '<a href="/">home</a>',
    '/b?x=1': 'text',
  };
  const asked: string[] = [];
  const listener: RequestListener = ({ url = '', method }, response) => {
    asked.push(`${method} ${url}`);
    const page = pages[url];
    response.statusCode = page === undefined ? 404 : 200;
    response.end(page);
  };
  const server = createServer(listener);
  let origin = '';
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => server.close());

  test('are its links, except those that lead elsewhere or end a session', async () => {
    const requests = await discoverServerRequests(`${origin}/`, signal);
    expect(requests.map(({ path }) => path)).toEqual(['/', '/a', '/b?x=1']);
    expect(asked.every((request) => request.startsWith('GET '))).toBe(true);
    expect(asked).not.toContain('GET /logout');
  });

  test('are refused when nothing answers', async () => {
    await expect(discoverServerRequests(`${origin}/nothing`, signal)).rejects.toThrow('404');
  });
});
