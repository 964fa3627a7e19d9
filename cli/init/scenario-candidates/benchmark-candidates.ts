import { basename, extname } from 'node:path';
import { findBenchmarkFiles } from '../../../harness/scenario/find-benchmark-files.ts';
import { generateCommandScenario, generateK6Scenario } from '../generate-scenario.ts';
import type { InspectedProject } from '../inspect-project-for-scenarios.ts';
import {
  createKnownCandidate,
  createScenarioText,
  type ScenarioCandidate,
} from './scenario-candidate.ts';
import type { ServerCandidate } from './server-candidates.ts';

/** Maximum number of benchmarks to inspect, of each kind. */
const MAX_BENCHMARKS = 5;
/** Scripts of package.json that run benchmarks, best first. */
const SCRIPTS = ['bench', 'benchmark', 'benchmarks', 'perf'];
/** Names of tools that differ from those of their packages. */
const NAMES: Readonly<Record<string, string>> = { benchmark: 'benchmark.js', node: 'Node.js' };

/** Benchmarks that the project has already, as they can be measured. */
export function findBenchmarkCandidates(
  { host, root, manifest }: InspectedProject,
  servers: readonly ServerCandidate[],
): readonly ScenarioCandidate[] {
  const suites: ScenarioCandidate[] = [];
  const scripts: ScenarioCandidate[] = [];
  const programs: ScenarioCandidate[] = [];
  for (const { path, tool, form, isProgram } of findBenchmarkFiles(host.files, root)) {
    if (form === 'k6') scripts.push(...k6Candidates(path, servers));
    if (form === 'suite') {
      const about = `the benchmark ${path} (${NAMES[tool] ?? tool})`;
      suites.push(createKnownCandidate(about, { type: 'file', path }));
    }
    if (isProgram) programs.push(programCandidate(path, tool));
  }
  const script = SCRIPTS.find((name) => manifest.scripts?.[name] !== undefined);
  if (script !== undefined && suites.length + programs.length === 0) {
    programs.push(scriptCandidate(script));
  }
  return [suites, scripts, programs].flatMap((kind) => kind.slice(0, MAX_BENCHMARKS));
}

/** A script whose benchmarks lie elsewhere, or are no JavaScript files. */
function scriptCandidate(name: string): ScenarioCandidate {
  const command = ['npm', 'run', '--silent', name];
  return createKnownCandidate(
    `the benchmarks of "${command.join(' ')}"`,
    createScenarioText((prepare) => generateCommandScenario(`npm run ${name}`, command, prepare), {
      program: 'benchmark',
    }),
  );
}

function programCandidate(path: string, tool: string): ScenarioCandidate {
  const name = basename(path, extname(path));
  return createKnownCandidate(
    `the benchmark ${path} (${NAMES[tool] ?? tool}), as a command`,
    createScenarioText(
      (prepare) => generateCommandScenario(`benchmark ${name}`, ['node', path], prepare),
      {
        program: 'benchmark',
      },
    ),
  );
}

function k6Candidates(
  path: string,
  servers: readonly ServerCandidate[],
): readonly ScenarioCandidate[] {
  return servers.map(({ about, probe }) => ({
    about: `the k6 script ${path} against ${about}`,
    plan: async (signal) => {
      const found = await probe(signal);
      if (typeof found === 'string') {
        return { type: 'failed', problem: `the server is not running: ${found}` };
      }
      const { server } = found;
      const name = basename(path, extname(path));
      const first = createScenarioText(
        (prepare) => generateK6Scenario(name, `../${path}`, { ...server, prepare }),
        {
          prepare: server.prepare,
          isLong: true,
        },
      );
      return { type: 'ready', first };
    },
  }));
}
