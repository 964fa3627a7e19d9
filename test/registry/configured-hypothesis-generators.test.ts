/** Generators of third-party plugins, called like those of the package. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createHost } from '../../harness/host.ts';
import { loadConfig } from '../../harness/scenario/project-config.ts';
import { composeWorkers } from '../../plugins/optimize/command/create-cli-phase-workers.ts';
import type { Research } from '../../plugins/optimize/document/optimization-hypothesis.ts';
import { NO_PROGRAMS } from '../../plugins/optimize/generators/external-program-settings.ts';
import { createProject } from '../support/run-cli.ts';
import { samplePerformanceMap } from '../support/sample-optimization-context.ts';

const PLUGIN = readFileSync(
  join(import.meta.dirname, '../fixtures/plugins/line-counter/plugin.mjs'),
  'utf8',
);

/** Returns the proposals of all generators for a project with this plugin. */
async function proposedWith(plugin: string): Promise<Research> {
  const root = createProject({
    'package.json': '{"name":"counted","type":"module"}',
    'perf-harness.config.json': JSON.stringify({ plugins: ['./tools/lines.mjs'] }),
    'tools/lines.mjs': plugin,
    'src/users.ts': 'export const users = [];\n\nexport const listUsers = () => users;\n',
  });
  const host = { ...createHost(), cwd: root };
  const workers = composeWorkers(host, await loadConfig(host, root));
  const answer = await workers.generate({
    root,
    map: samplePerformanceMap(),
    cycle: 1,
    local_findings: [],
    exclude: [],
    programs: NO_PROGRAMS,
    target: null,
    testCommand: '',
    recordings: join(root, 'recordings'),
    signal: new AbortController().signal,
  });
  return answer as Research;
}

const generating = (body: string): string =>
  `export default { name: 'x', apiVersion: 1, generators: [{ id: 'x', generate: async () => { ${body} } }] };`;

describe('a generator of a configured plugin', () => {
  it('adds hypotheses to those of the package, and none of its claims is believed', async () => {
    const { hypotheses } = await proposedWith(PLUGIN);
    expect(hypotheses).toContainEqual(
      expect.objectContaining({
        description: 'Take the empty line out of src/users.ts',
        source: 'plugin',
        evidence_class: 'checked',
        files_to_modify: ['src/users.ts'],
      }),
    );
  });

  it.each([
    ['throws', "throw new Error('no such luck');", 'The generator x failed: no such luck'],
    ['answers something else', 'return {};', 'The generator x returned invalid hypotheses'],
  ])('is reported when it %s, and the other generators still run', async (_, body, message) => {
    const { flags } = await proposedWith(generating(body));
    expect(flags?.join('\n')).toContain(message);
  });
});
