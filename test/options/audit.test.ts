/** What `audit` takes from words and configuration. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { VIEW_OPTIONS } from '../../cli/commands/history/options.ts';
import { readHistory } from '../../cli/commands/history/read-history.ts';
import { createHost, type Host } from '../../harness/host.ts';
import { readAudit } from '../../options/audit.ts';
import { callOf } from '../../registry/command.ts';
import { memoryHost } from '../support/memory-host.ts';
import { project } from '../support/run-cli.ts';

async function domainOf(word: string) {
  const root = project();
  mkdirSync(join(root, 'services/orders'), { recursive: true });
  const options = await readAudit({ ...createHost(), cwd: root }, { domain: word });
  return options.domain;
}

test.each([
  ['orders=services/orders', { name: 'orders', path: 'services/orders' }],
  ['orders=./services//orders/', { name: 'orders', path: 'services/orders' }],
])('SH6-06: --domain %s is a part of the project', async (word, domain) => {
  expect(await domainOf(word)).toEqual(domain);
});

test.each(['orders', '=services/orders', 'orders='])(
  'SH6-06: --domain %s has to have a name and a path',
  async (word) => {
    await expect(domainOf(word)).rejects.toMatchObject({
      message: `--domain takes name=path, such as orders=services/orders; found "${word}".`,
    });
  },
);

test.each(['orders=..', 'orders=/tmp', 'orders=.', 'orders=services/gone', 'x=services/../..'])(
  'SH6-06: --domain %s is none of the project',
  async (word) => {
    await expect(domainOf(word)).rejects.toThrow('--domain takes a folder below');
  },
);

test('SH6-06: without --domain all of the project is looked at', async () => {
  const root = project();
  expect((await readAudit({ ...createHost(), cwd: root }, {})).domain).toBeNull();
});

test('audit takes SARIF, from words and from the configuration', async () => {
  const { host } = memoryHost();
  const cwd = project({ 'perf-harness.config.json': '{ "reporters": ["sarif=of-file.sarif"] }' });
  const configured = await readAudit({ ...host, cwd }, {});
  expect(configured.reports).toMatchObject([{ name: 'sarif', file: `${cwd}/of-file.sarif` }]);
  const said = await readAudit({ ...host, cwd }, { reporter: ['sarif=of-word.sarif'] });
  expect(said.reports).toMatchObject([{ name: 'sarif', file: `${cwd}/of-word.sarif` }]);
});

test.each([
  ['audit --changed', (host: Host) => readAudit(host, { changed: '--exec=x' })],
  [
    'history --branch',
    (host: Host) =>
      readHistory(callOf(host, VIEW_OPTIONS, { flags: { branch: '--exec=x' } }), 'trend'),
  ],
])('%s refuses a commit that begins as options do, and says so', async (_what, read) => {
  await expect(read({ ...createHost(), cwd: project() })).rejects.toThrow(
    '"--exec=x" names no commit: it begins with "-", as options do.',
  );
});
