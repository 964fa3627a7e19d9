import { describe, expect, it } from 'vitest';
import { findWorkingScenarioCandidate } from '../../../cli/init/find-working-scenario-candidate.ts';
import { inspectProject } from '../../../cli/init/inspect-project-for-scenarios.ts';
import { createInMemoryHost } from '../../support/in-memory-host.ts';
import { writeFiles } from '../../support/run-cli.ts';

describe('findWorkingScenarioCandidate', () => {
  it('tries no further candidate once its time limit is reached, and says so', async () => {
    const { host, written } = createInMemoryHost();
    writeFiles(host.cwd, { 'package.json': '{ "main": "lib.js" }', 'lib.js': '' });
    const reached = {
      signal: AbortSignal.abort(),
      pause: () => undefined,
      resume: () => undefined,
      end: () => undefined,
    };
    const project = await inspectProject(host, host.cwd, reached);
    const found = await findWorkingScenarioCandidate(project, 'mjs', new AbortController().signal);
    expect(found).toEqual({ type: 'nothing', setbacks: [] });
    expect(written.err).toBe(
      'stopping after two minutes; perf-harness init --list shows all candidates\n',
    );
  });
});
