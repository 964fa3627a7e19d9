/** Options of `audit` from flags and configuration. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { HISTORY_VIEW_OPTIONS } from '../../../../cli/commands/history/history-command-options.ts';
import { readHistoryOptions } from '../../../../cli/commands/history/read-history-options.ts';
import { createHost, type Host } from '../../../../harness/host.ts';
import { openProject } from '../../../../harness/scenario/project-config.ts';
import { readAuditOptions } from '../../../../plugins/audit/command/read-audit-options.ts';
import { readAuditSettings } from '../../../../plugins/audit/read-audit-settings.ts';
import { createCall } from '../../../../registry/cli-command-definition.ts';
import { createProject } from '../../../support/run-cli.ts';

async function optionsOf(root: string, flags: Parameters<typeof readAuditOptions>[2]) {
  const host = { ...createHost(), cwd: root };
  return readAuditOptions(host, await openProject(host, {}), flags);
}

async function domainOf(word: string) {
  const root = createProject();
  mkdirSync(join(root, 'services/orders'), { recursive: true });
  return (await optionsOf(root, { domain: word })).domain;
}

test.each([
  ['orders=services/orders', { name: 'orders', path: 'services/orders' }],
  ['orders=./services//orders/', { name: 'orders', path: 'services/orders' }],
])('SH6-06: accepts --domain %s as a part of the project', async (word, domain) => {
  expect(await domainOf(word)).toEqual(domain);
});

test.each(['orders', '=services/orders', 'orders='])(
  'SH6-06: rejects --domain %s, which lacks a name or a path',
  async (word) => {
    await expect(domainOf(word)).rejects.toMatchObject({
      message: `--domain takes name=path, such as orders=services/orders; found "${word}".`,
    });
  },
);

test.each(['orders=..', 'orders=/tmp', 'orders=.', 'orders=services/gone', 'x=services/../..'])(
  'SH6-06: rejects --domain %s, which is no part of the project',
  async (word) => {
    await expect(domainOf(word)).rejects.toThrow('--domain takes a folder below');
  },
);

test('SH6-06: audits the whole project without --domain', async () => {
  const root = createProject();
  expect((await optionsOf(root, {})).domain).toBeNull();
});

test('reads from the configuration what is excluded and who gets the task', async () => {
  const read = async (text: string) => {
    const host = { ...createHost(), cwd: createProject({ 'perf-harness.config.yaml': text }) };
    return readAuditSettings(host, await openProject(host, {}));
  };
  expect(await read('audit: { exclude: ["legacy/**"], tracker: { type: linear } }\n')).toEqual({
    exclude: ['legacy/**'],
    tracker: { type: 'linear', token: 'LINEAR_API_KEY' },
  });
  await expect(read('audit: { tracker: { type: jira } }\n')).rejects.toMatchObject({
    code: 'config-invalid',
    message: expect.stringContaining('perf-harness.config.yaml, audit.tracker'),
  });
});

test.each([
  ['audit --changed', ({ cwd }: Host) => optionsOf(cwd, { changed: '--exec=x' })],
  [
    'history --branch',
    (host: Host) =>
      readHistoryOptions(
        createCall(host, HISTORY_VIEW_OPTIONS, { flags: { branch: '--exec=x' } }),
        'trend',
      ),
  ],
])('rejects, for %s, a commit that begins with a dash as options do', async (_what, read) => {
  await expect(read({ ...createHost(), cwd: createProject() })).rejects.toThrow(
    '"--exec=x" is not a commit name: it begins with "-", like an option.',
  );
});
