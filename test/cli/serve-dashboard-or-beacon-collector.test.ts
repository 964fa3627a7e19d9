/** `serve`: a process that shows the dashboard, or takes beacons, until it is interrupted. */
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createProject, startCli } from '../support/run-cli.ts';
import { runCommandInProcess } from '../support/run-command-in-process.ts';

describe('serve', () => {
  it('prints an address that opens the dashboard, and exits with 0 at Ctrl-C', async () => {
    const { child, result } = startCli(['serve', '--port', '0'], { cwd: createProject() });
    const [said] = (await once(child.stdout ?? child, 'data')) as [Buffer];
    const url = said.toString().trim();
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?token=[\da-f]{48}$/);
    const page = await fetch(url);
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('There is no history yet');
    expect((await fetch(new URL('/', url))).status).toBe(403);
    child.kill('SIGINT');
    const { code, err } = await result;
    expect(code).toBe(0);
    expect(err).not.toContain('warning');
  });
});

describe('serve --collect', () => {
  it('prints its address, stores what it has answered, and exits with 0 at Ctrl-C', async () => {
    const cwd = createProject();
    const { child, result } = startCli(['serve', '--collect', '--port', '0'], { cwd });
    const [said] = (await once(child.stdout ?? child, 'data')) as [Buffer];
    const url = said.toString().trim();
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/vitals\.js$/);
    const metrics = [{ name: 'INP', value: 80, id: 'a' }];
    const { status } = await fetch(url, {
      method: 'POST',
      headers: { 'user-agent': 'Mozilla/5.0' },
      body: JSON.stringify({ page: '/cart', device: 'phone', metrics }),
    });
    expect(status).toBe(204);
    expect((await fetch(new URL('/../etc/passwd', url))).status).toBe(404);
    child.kill('SIGINT');
    const { code, err } = await result;
    expect(code).toBe(0);
    expect(err.replace(/\s+/g, ' ')).toContain('Beacons: 1 stored, 0 skipped, 0 rejected, 0 lost.');
    const folder = join(cwd, '.perf-harness/field');
    const texts = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
    expect(texts.join('').trim().split('\n')).toHaveLength(1);
    expect(readFileSync(join(cwd, '.perf-harness/.gitignore'), 'utf8')).toContain('*');
  });

  it.each<readonly [string, readonly string[], string]>([
    ['with --write and --collect', ['--collect', '--write'], 'Run: perf-harness serve --write'],
    ['with a sample, and no --collect', ['--sample', '10%'], 'Run: perf-harness serve --collect'],
    [
      'with a port that is none',
      ['--collect', '--port', '99999'],
      '--port takes a number from 0 to 65535',
    ],
    ['with a sample of more than all', ['--collect', '--sample', '300%'], '--sample takes a share'],
    [
      'with an origin that is none',
      ['--collect', '--origin', 'shop'],
      '--origin takes a website origin',
    ],
  ])('%s: exits with 2 and says what to write', async (_what, args, message) => {
    const { code, err } = await runCommandInProcess(['serve', ...args], { cwd: createProject() });
    expect(code).toBe(2);
    expect(err.replace(/\s+/g, ' ')).toContain(message);
  });

  it('exits with 2 and reports a port that is taken', async () => {
    const other = createServer();
    other.listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const { code, err } = await runCommandInProcess(['serve', '--collect', '--port', `${port}`], {
      cwd: createProject(),
    });
    other.close();
    expect(code).toBe(2);
    expect(err.replace(/\s+/g, ' ')).toContain('the address is in use by another program');
  });
});
