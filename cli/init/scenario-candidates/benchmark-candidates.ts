import { basename, extname, relative } from 'node:path';
import { detectTargetFileKind } from '../../../harness/scenario/load/detect-scenario-file-kind.ts';
import { generateCommandScenario, generateK6Scenario } from '../generate-scenario.ts';
import type { InspectedProject } from '../inspect-project-for-scenarios.ts';
import {
  createKnownCandidate,
  createScenarioText,
  type ScenarioCandidate,
} from './scenario-candidate.ts';
import type { ServerCandidate } from './server-candidates.ts';

/** Maximum number of benchmarks to inspect, of each kind. */
const MOST = 5;
const IS_LEFT_OUT = /^(?:node_modules|dist|build|coverage|\..*)$/u;
/** Paths and names of benchmarks. */
const IS_BENCHMARK =
  /(?:^|\/)[^/]*bench(?:mark)?s?[^/]*(?:\/|$)|\.(?:bench|benchmark|perf)\.|(?:^|\/)(?:perf|load|k6|load-?tests?|performance)\//iu;
/** Folders whose scripts are benchmarks, whatever they import. */
const IS_IN_FOLDER = /(?:^|\/)bench(?:mark)?s?\//iu;
/** Scripts of package.json that run benchmarks, best first. */
const SCRIPTS = ['bench', 'benchmark', 'benchmarks', 'perf'];
const DEFAULT_BENCH = /\bexport\s+default\b/u;
const EXPORTS = /^\s*(?:export\b|module\.exports|exports\.)/mu;
/** Names of tools that differ from those of their packages. */
const NAMES: Readonly<Record<string, string>> = { benchmark: 'benchmark.js', node: 'Node.js' };
const IMPORT_OF = (name: string): RegExp =>
  new RegExp(`(?:\\bfrom|\\bimport|\\brequire\\()\\s*['"]${name}['"]`, 'u');

/** Benchmarks that the project has already, as they can be measured. */
export function findBenchmarkCandidates(
  { host, root, manifest }: InspectedProject,
  servers: readonly ServerCandidate[],
): readonly ScenarioCandidate[] {
  const { files } = host;
  const paths = files
    .below(root, (name) => IS_LEFT_OUT.test(name))
    .filter((path) => /\.[cm]?[jt]sx?$/u.test(path) && !/\.d\.[cm]?ts$/u.test(path))
    .map((path) => relative(root, path).replaceAll('\\', '/'))
    .filter((path) => IS_BENCHMARK.test(path));
  const suites: ScenarioCandidate[] = [];
  const scripts: ScenarioCandidate[] = [];
  const programs: ScenarioCandidate[] = [];
  for (const path of paths) {
    const text = files.read(`${root}/${path}`) ?? '';
    const form = detectTargetFileKind(path, text);
    const suite = (tool: string): ScenarioCandidate =>
      createKnownCandidate(`the benchmark ${path} (${tool})`, { type: 'file', path });
    if (form === 'vitest') {
      suites.push(suite('vitest'));
    } else if (form === 'k6') {
      // Files without a default export are helpers, which cannot run alone.
      if (DEFAULT_BENCH.test(text)) scripts.push(...k6Candidates(path, servers));
    } else if (IMPORT_OF('tinybench').test(text)) {
      if (DEFAULT_BENCH.test(text)) {
        suites.push(suite('tinybench'));
      } else programs.push(programCandidate(path, 'tinybench'));
    } else {
      const tool = ['mitata', 'benchmark', 'benny', 'tatami-ng'].find((name) =>
        IMPORT_OF(name).test(text),
      );
      // A file with exports is run by another file, and does nothing by itself.
      const isProgram = (tool !== undefined || IS_IN_FOLDER.test(path)) && !EXPORTS.test(text);
      if (isProgram && form === 'suite') suites.push(suite(NAMES[tool ?? ''] ?? tool ?? ''));
      if (isProgram) programs.push(programCandidate(path, tool ?? 'node'));
    }
  }
  const script = SCRIPTS.find((name) => manifest.scripts?.[name] !== undefined);
  if (script !== undefined && suites.length + programs.length === 0) {
    programs.push(scriptCandidate(script));
  }
  return [suites, scripts, programs].flatMap((kind) => kind.slice(0, MOST));
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
          isLoad: true,
        },
      );
      return { type: 'ready', first };
    },
  }));
}
