/** Files above 2 GB, rejected by a program with less memory; the quick set cannot show this. */
import { truncateSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createProject, runCli } from '../support/run-cli.ts';

describe('profile of a file of more than 2 GB with half as much memory', () => {
  it.each([
    ['zeros.cpuprofile', '', 'the file matches none of the known profile formats'],
    ['stacks.folded', 'main;load 10\n'.repeat(1e4), 'the file is larger than 500 MB'],
    ['large.cpuprofile', '{"nodes":[{"id":1,"callFrame":{"functionName":"a",', 'cannot be read'],
    ['large.pb', '\u001f\u008b', 'cannot be read'],
  ])('refuses %s', async (name, head, why) => {
    const cwd = createProject({ [name]: head });
    // The file is sparse: bytes after its head take no disk space.
    truncateSync(join(cwd, name), 2.2e9);
    // Twice the largest text allowed in memory, and far less than the file.
    const env = { NODE_OPTIONS: '--max-old-space-size=1100' };
    const { code, out, err } = await runCli(['profile', name], { cwd, env });
    unlinkSync(join(cwd, name));
    expect(code, out).toBe(2);
    expect(err).not.toMatch(/\n\s+at /);
    expect(err.replace(/\s+/g, ' ')).toContain(why);
  });
});
