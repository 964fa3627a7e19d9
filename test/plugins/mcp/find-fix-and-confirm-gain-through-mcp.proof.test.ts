import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { callTool, connectMcpClient } from './mcp-test-project-server-and-client.ts';

const SLOW = `export function unique(list) {
  const found = [];
  for (const one of list) if (!found.includes(one)) found.push(one);
  return found;
}
`;
const MENDED = `export function unique(list) {
  return [...new Set(list)];
}
`;
const SCENARIO = `import { unique } from '../unique.js';
const list = Array.from({ length: 2_000 }, (_, index) => (index * 7_919) % 1_500);
export default { name: 'unique', run: () => unique(list) };
`;

/** Creates a committed project with a function that takes quadratic instead of linear time. */
function slowProject(): string {
  const folder = mkdtempSync(join(tmpdir(), 'mcp-transcript-'));
  mkdirSync(join(folder, 'scenarios'));
  writeFileSync(join(folder, 'package.json'), '{"name":"fixture","type":"module"}\n');
  writeFileSync(join(folder, '.gitignore'), '.perf-harness/\n');
  writeFileSync(join(folder, 'unique.js'), SLOW);
  writeFileSync(join(folder, 'scenarios/unique.js'), SCENARIO);
  const git = (...args: readonly string[]) => execFileSync('git', [...args], { cwd: folder });
  git('init', '--quiet');
  git('add', '--all');
  git('-c', 'user.name=Test', '-c', 'user.email=test@localhost', 'commit', '--quiet', '-m', 'one');
  return folder;
}

test('lets a scripted client find a defect, claim no unproven gain, fix it and prove it', async () => {
  const project = slowProject();
  const { client } = await connectMcpClient(project, '--allow', 'map,run,compare');
  const call = async (name: string, given: Record<string, unknown> = {}) => {
    const answer = await client.callTool({ name, arguments: given }, undefined, {
      timeout: 240_000,
      onprogress: () => undefined,
    });
    return answer.structuredContent as never;
  };
  try {
    expect(await call('list_scenarios')).toMatchObject({ total: 1 });
    // It finds the place.
    const { steps } = (await call('map', { scenario: 'unique' })) as {
      steps: { function?: string; where?: string }[];
    };
    expect(JSON.stringify(steps)).toContain('unique.js');
    // Nothing has changed, so there is no gain.
    const same = await call('compare', { base: 'HEAD', scenarios: ['unique'], time: '30s' });
    expect(same).toMatchObject({ gain: { confirmed: false } });
    writeFileSync(join(project, 'unique.js'), MENDED);
    // A single run is much faster, and still proves nothing.
    const alone = await call('run', { scenarios: ['unique'], quick: true });
    expect(alone).toMatchObject({ gain: { confirmed: false, to_confirm: { tool: 'compare' } } });
    const proven = await call('compare', { base: 'HEAD', scenarios: ['unique'], time: '60s' });
    expect(proven).toMatchObject({
      gain: { confirmed: true },
      comparisons: [
        { metric: 'wall_time', verdict: 'improved', confirmed: true },
        ...others(proven),
      ],
    });
    const { refused } = await callTool(client, 'optimize_start', { target: 'unique' });
    expect(refused).toBe(true);
  } finally {
    await client.close();
  }
}, 400_000);

/** Matches the metrics that do not decide, whatever their values. */
function others(proven: { readonly comparisons?: readonly unknown[] }): readonly unknown[] {
  return (proven.comparisons ?? []).slice(1).map(() => expect.anything());
}
