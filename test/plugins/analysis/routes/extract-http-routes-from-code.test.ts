import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createHost } from '../../../../harness/host.ts';
import { readCode } from '../../../../plugins/analysis/extract-code-structure-of-project.ts';
import { ROOT } from '../../../repository/read-repository-sources.ts';
import { analyseSampleCode } from '../analyse-sample-code.ts';

/** Returns the routes of a fixture server, with the names of their handlers. */
async function routesOf(server: string): Promise<readonly string[]> {
  const facts = await readCode(createHost(), join(ROOT, 'test/fixtures/code/servers', server));
  return facts.routes
    .map(({ method, path, framework, handler, line }) => {
      const name = handler === null ? '?' : facts.functions[handler]?.name;
      return `${framework} ${method} ${path} ${name}:${line}`;
    })
    .sort();
}

describe('routes', () => {
  test.each([
    [
      'express',
      [
        'express GET /api/users/:id (anonymous):4',
        'express GET /health health:8',
        'express GET /items (anonymous):9',
        'express GET /v2/users/:id (anonymous):4',
        'express POST /items create:9',
      ],
    ],
    [
      'fastify',
      [
        'fastify GET /all handler:6',
        'fastify GET /in/inner (anonymous):5',
        'fastify GET /users/:id (anonymous):3',
        'fastify HEAD /all handler:6',
      ],
    ],
    ['hono', ['hono GET /api/users/:id (anonymous):3', 'hono PURGE /api/cache (anonymous):6']],
    ['koa', ['koa GET /k/x (anonymous):3']],
    [
      'nest',
      [
        'nest GET /v1/users/:id UsersController.one:8',
        'nest POST /v1/users UsersController.create:10',
      ],
    ],
    ['next', ['next ALL /api/posts handler:1', 'next GET /api/users/:id GET:1']],
    [
      'py',
      [
        'fastapi GET /api/users/:user_id read_user:3',
        'fastapi GET /health health:7',
        'fastapi POST /items create:3',
      ],
    ],
  ])('are found for %s with their prefixes and handlers', async (server, expected) => {
    expect(await routesOf(server)).toEqual(expected);
  });

  test('end for routers that are mounted in a circle', async () => {
    const { routes } = await analyseSampleCode({
      'a.js': `const express = require('express');
const a = express.Router(); const b = express.Router();
a.use('/b', b); b.use('/a', a);
a.get('/x', (req, res) => res.end());`,
    });
    expect(routes.length).toBeGreaterThan(0);
  });

  test('exclude other calls of the same name', async () => {
    const { routes } = await analyseSampleCode({
      'a.js': `const express = require('express'); const app = express();
app.get('trust proxy'); cache.get('/key', () => 1); new Map().get('/x'); axios.get('/users', options);`,
    });
    expect(routes).toEqual([]);
  });
});
