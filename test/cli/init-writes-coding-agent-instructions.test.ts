/** `init --agents`: a project's coding agent instructions, next to what people wrote for them. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  generateSkillPage,
  isUnmodifiedPage,
} from '../../cli/init/agents/generate-coding-agent-instructions.ts';
import { main } from '../../cli/main.ts';
import { buildCliProgram } from '../../cli/program/build-cli-program.ts';
import { EXIT } from '../../harness/model/exit-code.ts';
import { createInMemoryHost } from '../support/in-memory-host.ts';
import { packageManifest, runInit } from '../support/run-init.ts';

const SKILL = '.agents/skills/perf-harness/SKILL.md';
const PROJECT = { 'package.json': packageManifest({}) };

/** Returns functions that call `init` repeatedly in one folder. */
function project(index: string | null) {
  const { host, written } = createInMemoryHost();
  const path = (name: string): string => join(host.cwd, name);
  if (index !== null) writeFileSync(path('AGENTS.md'), index);
  const init = async (...args: readonly string[]) => {
    written.out = '';
    written.err = '';
    const code = await main(host, ['init', '--agents', ...args]);
    return { code, ...written };
  };
  return { path, init, read: (name: string) => readFileSync(path(name), 'utf8') };
}

describe('init --agents', () => {
  it('writes both files when none exists, says so, and asks for nothing more', async () => {
    const { code, written, read, root } = await runInit(PROJECT, { args: ['--agents'] });
    expect([code, written.err]).toEqual([0, '']);
    expect(written.out).toContain(`wrote ${SKILL}\nwrote AGENTS.md\n`);
    expect(read('AGENTS.md')).toMatch(
      /^<!-- perf-harness:begin -->\n## Performance\n[\s\S]*\n<!-- perf-harness:end -->\n$/u,
    );
    expect(read('AGENTS.md')).toContain(SKILL);
    expect(read(SKILL)).toBe(generateSkillPage());
    expect(existsSync(join(root, 'scenarios'))).toBe(false);
    expect(Math.max(...written.out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  it('changes nothing on a second call, and says so', async () => {
    const { init, read } = project('# Ours\n');
    await init();
    const before = [read('AGENTS.md'), read(SKILL)];
    const { code, out } = await init();
    expect(code).toBe(0);
    expect(out).toContain(`${SKILL} is up to date\nAGENTS.md is up to date\n`);
    expect([read('AGENTS.md'), read(SKILL)]).toEqual(before);
  });

  it.each([
    ['no line end', '# Ours\n\nUse tabs.'],
    ['line ends of Windows', '# Ours\r\n\r\nUse tabs.\r\n'],
    ['a mark of the byte order', '\uFEFF# Ours\n'],
  ])('keeps the text of AGENTS.md: %s', async (_name, text) => {
    const { init, read } = project(text);
    await init();
    const first = read('AGENTS.md');
    expect(first.startsWith(text)).toBe(true);
    expect(text.includes('\r') ? first.replaceAll('\r\n', '').includes('\n') : false).toBe(false);
    await init();
    expect(read('AGENTS.md')).toBe(first);
  });

  it('updates only its own part, wherever it was moved to', async () => {
    const { init, path, read } = project('# Ours\n');
    await init();
    const own = read('AGENTS.md').slice('# Ours\n\n'.length);
    const older = own.replace('## Performance', '## An older heading');
    writeFileSync(path('AGENTS.md'), `${older}\n# Ours, moved below $& $1\n`);
    const { out } = await init();
    expect(out).toContain('wrote AGENTS.md');
    expect(read('AGENTS.md')).toBe(`${own}\n# Ours, moved below $& $1\n`);
  });

  it.each([
    ['the second is lost', '<!-- perf-harness:begin -->\nmine\n'],
    ['turned round', '<!-- perf-harness:end -->\nmine\n<!-- perf-harness:begin -->\n'],
    ['twice', '<!-- perf-harness:begin -->\n<!-- perf-harness:end -->\n'.repeat(2)],
  ])('writes nothing at all when its markers are not a pair: %s', async (_name, text) => {
    const { init, path, read } = project(text);
    const { code, err } = await init();
    expect(code).toBe(EXIT.usage);
    expect(err.replaceAll(/\s+/gu, ' ')).toContain('AGENTS.md contains');
    expect(read('AGENTS.md')).toBe(text);
    expect(existsSync(path(SKILL))).toBe(false);
  });

  it('keeps a page that somebody has changed, unless --force is given', async () => {
    const { init, path, read } = project(null);
    await init();
    const mine = read(SKILL).replace('Change one thing.', 'Change two things.');
    writeFileSync(path(SKILL), mine);
    expect((await init()).out).toContain(`kept modified ${SKILL} (--force overwrites it)`);
    expect(read(SKILL)).toBe(mine);
    expect((await init('--force')).out).toContain(`wrote ${SKILL}`);
    expect(read(SKILL)).toBe(generateSkillPage());
  });

  it('updates a page of another version, even when git has converted its line ends', () => {
    expect(isUnmodifiedPage(generateSkillPage().replaceAll('\n', '\r\n'))).toBe(true);
    expect(isUnmodifiedPage(generateSkillPage().replace('# Measuring', '# Weighing'))).toBe(false);
    expect(isUnmodifiedPage('# Mine\n')).toBe(false);
  });

  it('reports a folder in the way in one paragraph', async () => {
    const { init, path } = project(null);
    mkdirSync(path('AGENTS.md'));
    const { code, err } = await init();
    expect(code).toBe(EXIT.usage);
    expect(err).toContain('AGENTS.md');
    expect(err).not.toContain('    at ');
  });

  it('refuses to be combined with other options', async () => {
    const { code, written } = await runInit(PROJECT, { args: ['--agents', '--monitoring'] });
    expect(code).toBe(2);
    expect(written.err).toContain('--monitoring and --agents');
  });

  it('writes a page with the head that skill readers require, and commands that exist', () => {
    const page = generateSkillPage();
    const head = /^---\nname: (?<name>[a-z-]{1,64})\ndescription: (?<about>.{1,1024})\n---\n/u;
    expect(head.exec(page)?.groups?.name).toBe('perf-harness');
    // A colon in a plain YAML scalar would turn it into a mapping.
    expect(head.exec(page)?.groups?.about).not.toContain(': ');
    const { commands } = buildCliProgram(createInMemoryHost().host, null, () => undefined);
    const called = [...page.matchAll(/npx perf-harness (?<rest>[^`\n]+)/gu)];
    expect(called.length).toBeGreaterThan(6);
    for (const [, rest = ''] of called) {
      const [name, ...words] = rest.split(' ');
      const command = commands.find((command) => command.name() === name);
      expect([name, command !== undefined]).toEqual([name, true]);
      const known = command?.options.flatMap(({ long }) => long ?? []) ?? [];
      expect(known).toEqual(expect.arrayContaining(words.filter((word) => word.startsWith('--'))));
    }
  });
});
