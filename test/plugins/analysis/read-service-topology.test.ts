import { describe, expect, test } from 'vitest';
import { createHost } from '../../../harness/host.ts';
import { readCode } from '../../../plugins/analysis/extract-code-structure-of-project.ts';
import { readTopology } from '../../../plugins/analysis/read-service-topology.ts';
import { openGitProject } from '../../support/git-project.ts';
import { createProjectFolder } from './analyse-sample-code.ts';

async function topologyOf(files: Readonly<Record<string, string>>) {
  const topology = await readTopology(createHost(), createProjectFolder(files));
  if (topology === null) return null;
  return {
    services: Object.fromEntries(
      [...topology.services].map(([name, { path, from }]) => [name, `${from} ${path}`]),
    ),
    external: Object.fromEntries(topology.external),
    hosts: Object.fromEntries(
      [...topology.services].map(([name, { hosts }]) => [name, [...hosts]]),
    ),
  };
}

const MANIFEST = { 'services/a/package.json': '{}', 'services/b/go.mod': 'module b' };

describe('the service topology', () => {
  test('OPT-12: consists of folders that have a manifest', async () => {
    const topology = await topologyOf({
      ...MANIFEST,
      'services/docs/README.md': '',
      'apps/web/package.json': '{}',
    });
    expect(topology?.services).toEqual({
      a: 'folder services/a',
      b: 'folder services/b',
      web: 'folder apps/web',
    });
  });

  test('OPT-13: follows a compose file with build contexts and ports; an image is external', async () => {
    const topology = await topologyOf({
      'users/index.js': '',
      'orders/index.js': '',
      'compose.yml': `services:
  users: { build: ./users, ports: ['8080:3000'] }
  orders:
    build: { context: orders, dockerfile: Dockerfile }
    expose: [3001]
  db: { image: 'postgres:17', ports: ['5432:5432'] }
  gone: { build: ./nowhere }
`,
    });
    expect(topology).toEqual({
      services: { users: 'compose users', orders: 'compose orders' },
      external: { db: { image: 'postgres:17' } },
      hosts: {
        users: ['users', 'users:3000', 'localhost:8080', '127.0.0.1:8080'],
        orders: ['orders', 'orders:3001'],
      },
    });
  });

  test('OPT-13: names a folder known by two signals once, with the hosts of both', async () => {
    const topology = await topologyOf({
      ...MANIFEST,
      'compose.yaml': "services:\n  api: { build: ./services/a, ports: ['80:3000'] }\n",
    });
    expect(topology?.hosts.a).toEqual(['a', 'api', 'api:3000', 'localhost:80', '127.0.0.1:80']);
  });

  test.each([
    [
      'pnpm',
      {
        'pnpm-workspace.yaml': "packages: ['libs/*', '!libs/old']",
        'libs/a/package.json': '{}',
        'libs/b/package.json': '{}',
        'libs/old/package.json': '{}',
      },
    ],
    [
      'cargo',
      {
        'Cargo.toml': '[workspace]\nmembers = [\n  "libs/a",\n  "libs/b",\n]\n',
        'libs/a/Cargo.toml': '',
        'libs/b/Cargo.toml': '',
      },
    ],
    [
      'go',
      {
        'go.work': 'go 1.22\nuse (\n  ./libs/a\n  ./libs/b // second\n)\n',
        'libs/a/go.mod': '',
        'libs/b/go.mod': '',
      },
    ],
    [
      'npm',
      {
        'package.json': '{ "workspaces": ["libs/*"] }',
        'libs/a/package.json': '{}',
        'libs/b/package.json': '{}',
      },
    ],
  ])('OPT-14: follows a workspace of %s', async (_, files) => {
    const topology = await topologyOf(files as unknown as Record<string, string>);
    expect(topology?.services).toEqual({ a: 'workspace libs/a', b: 'workspace libs/b' });
  });

  test.each([
    [
      'compose file',
      {
        'compose.yml':
          'services:\n  a: { build: ./a }\n  b: { build: ./b }\n  gone: { build: ./gone }\n',
      },
    ],
    ['pnpm workspace', { 'pnpm-workspace.yaml': "packages: ['a', 'b', 'gone']" }],
    ['Go workspace', { 'go.work': 'go 1.22\nuse (\n  ./a\n  ./b\n  ./gone\n)\n' }],
  ])(
    'consists of the other services when a %s names a service that does not exist',
    async (_, files) => {
      const topology = await topologyOf({
        ...(files as unknown as Record<string, string>),
        'a/package.json': '{}',
        'a/go.mod': '',
        'b/package.json': '{}',
        'b/go.mod': '',
      });
      expect(Object.keys(topology?.services ?? {})).toEqual(['a', 'b']);
    },
  );

  test('OPT-11, P811-15: consists of submodules, whose code has its routes by their folders', async () => {
    const inner = createProjectFolder({
      'server.js': `const app = require('express')();\napp.get('/users/:id', find);\nfunction find() {}\n`,
    });
    const other = openGitProject(inner);
    other.git('init', '--quiet');
    other.commit('one');
    const root = createProjectFolder({ 'index.js': 'export function own() {}\n' });
    const project = openGitProject(root);
    project.git('init', '--quiet');
    for (const path of ['one', 'two']) {
      project.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', inner, path);
    }
    const topology = await readTopology(createHost(), root);
    expect([...(topology?.services ?? [])].map(([name, { from }]) => [name, from])).toEqual([
      ['one', 'submodule'],
      ['two', 'submodule'],
    ]);
    const { routes, functions } = await readCode(createHost(), root);
    expect(routes.map(({ path, file }) => `${path} ${file}`).toSorted()).toEqual([
      '/users/:id one/server.js',
      '/users/:id two/server.js',
    ]);
    expect(functions.map(({ file }) => file)).toContain('index.js');
  });

  test.each([
    ['nothing', {}],
    ['one service', { 'services/a/package.json': '{}' }],
    [
      'one service and a database',
      {
        'app/x.js': '',
        'compose.yml': 'services:\n  app: { build: ./app }\n  db: { image: redis }\n',
      },
    ],
    ['a compose file that is none', { 'compose.yml': '{{{' }],
  ])('OPT-15: is null for %s', async (_, files) => {
    expect(await topologyOf(files as unknown as Record<string, string>)).toBeNull();
  });
});
