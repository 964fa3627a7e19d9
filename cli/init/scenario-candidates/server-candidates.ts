import { printableShellWords } from '../../../harness/model/shell-quote.ts';
import { loadSourceAnalysis } from '../../../registry/load-source-analysis-library.ts';
import {
  detectFramework,
  findFixedPort,
  findServerEntry,
  SERVER_SCRIPTS,
} from '../detect-server.ts';
import { generateServerScenarios, type ScenarioServer } from '../generate-scenario.ts';
import type { InspectedProject } from '../inspect-project-for-scenarios.ts';
import { describeProjectFailure, isBuildOutputMissing } from '../try/diagnose-scenario-failure.ts';
import {
  type PathAnswer,
  type ProbedOutcome,
  probeServer,
} from '../try/probe-server-port-and-path.ts';
import { findUnreachableServices, readConfiguredPorts } from './read-server-dotenv-settings.ts';
import {
  type CandidatePlan,
  type CommandArguments,
  createScenarioText,
  type ScenarioCandidate,
} from './scenario-candidate.ts';

/** A script that starts Node.js again whenever a file changes, and nothing else. */
const WATCHES = /^node (?:\S+ )*?--watch\b/u;
/** Characters by which a shell does more than start one program with these words. */
const IS_SHELL = /["'|<>&;`$*(){}\\]/u;
/** Time limit for reading all sources, milliseconds. */
const READING_MS = 5_000;

interface AnsweringServer {
  readonly server: ScenarioServer;
  readonly answers: readonly [PathAnswer, ...PathAnswer[]];
}

export interface ServerCandidate {
  readonly about: string;
  /** Starts the server on the first call; later calls return the same result. */
  readonly probe: (signal: AbortSignal) => Promise<AnsweringServer | string>;
}

/**
 * Returns the commands that may start the project's server.
 * @param requestedPaths - Paths that the tests request, which a load should request too.
 */
export function findServerCommands(
  project: InspectedProject,
  requestedPaths: (signal: AbortSignal) => Promise<readonly string[]>,
): readonly ServerCandidate[] {
  const { host, root, manifest } = project;
  const framework = detectFramework(manifest);
  const entry = findServerEntry(host.files, root, manifest);
  if (framework === undefined && entry === null) return [];
  const scripts = SERVER_SCRIPTS.flatMap((name) => {
    const script = manifest.scripts?.[name];
    return script === undefined ? [] : [{ name, script }];
  });
  const commands = scripts.map(({ name, script }): CommandArguments => {
    if (!WATCHES.test(script) || IS_SHELL.test(script)) return ['npm', 'run', '--silent', name];
    return [
      'node',
      ...script
        .split(/\s+/u)
        .slice(1)
        .filter((word) => !word.startsWith('--watch')),
    ];
  });
  if (entry !== null && !scripts.some(({ name }) => name === 'start')) {
    commands.push(['node', entry.path]);
  }
  const ports = [
    ...(entry === null ? [] : [findFixedPort(entry.text)].filter((port) => port !== null)),
    ...readConfiguredPorts(project),
  ];
  return commands.map((command) => {
    let known: Promise<AnsweringServer | string> | null = null;
    return {
      about: `the server (${framework ?? 'Node.js'}) "${printableShellWords(command)}"`,
      probe: (signal) => {
        known ??= startOrBuild(project, { command, ports, requestedPaths }, signal);
        return known;
      },
    };
  });
}

/** Creates candidates that request a page from the servers. */
export function createServerCandidates(
  servers: readonly ServerCandidate[],
): readonly ScenarioCandidate[] {
  return servers.map(({ about, probe }) => ({
    about,
    plan: async (signal) => planOf(await probe(signal)),
  }));
}

function planOf(found: AnsweringServer | string): CandidatePlan {
  if (typeof found === 'string') return { type: 'failed', problem: found };
  const { server, answers } = found;
  const [first, ...others] = answers;
  const more = {
    prepare: server.prepare,
    answered: `GET ${first.path} answers ${first.status}`,
    others: others.map(({ path, status }) => `GET ${path} answers ${status}`),
    isLong: true,
  };
  const paths = answers.map(({ path }) => path);
  const textOf = (prepare: CommandArguments | null) =>
    generateServerScenarios({ ...server, prepare }, paths);
  return { type: 'ready', first: createScenarioText(textOf, more) };
}

interface StartedServer {
  readonly command: CommandArguments;
  readonly ports: readonly number[];
  readonly requestedPaths: (signal: AbortSignal) => Promise<readonly string[]>;
}

async function startOrBuild(
  project: InspectedProject,
  { command, ports, requestedPaths }: StartedServer,
  signal: AbortSignal,
): Promise<AnsweringServer | string> {
  const { host, root, build } = project;
  const paths = routesOf(project);
  const preferred = await requestedPaths(signal);
  const probe = () => probeServer(host, { command, cwd: root, ports, preferred, paths }, signal);
  const outcome = await probe();
  if (build === null) return answering(project, outcome, { command, prepare: null });
  if (outcome.type === 'failed' && isBuildOutputMissing(outcome.output)) {
    const problem = await build.run(signal);
    return problem ?? answering(project, await probe(), { command, prepare: build.command });
  }
  // An earlier build is reused here; another commit must be built first.
  const prepare = startsWhatIsBuilt(project, command) ? build.command : null;
  return answering(project, outcome, { command, prepare });
}

const BUILT =
  /(?:^|[\s"'/])(?:dist|build|out|\.output|\.next)(?:\/|\s|$)|\b(?:next|nuxt) start\b|\bpreview\b/u;

/** True if the text of a script starts the output of the project's build. */
function startsWhatIsBuilt({ manifest }: InspectedProject, command: readonly string[]): boolean {
  return BUILT.test(manifest.scripts?.[command.at(-1) ?? ''] ?? '');
}

async function answering(
  project: InspectedProject,
  outcome: ProbedOutcome,
  server: Omit<ScenarioServer, 'port'>,
): Promise<AnsweringServer | string> {
  if (outcome.type === 'failed') {
    // Many servers wait for a database longer than the time limit, without any output.
    const services = await findUnreachableServices(project);
    return describeProjectFailure(
      `it ${outcome.problem}`,
      outcome.output,
      project.remedies,
      services,
    );
  }
  const { port, answers } = outcome;
  return { server: { ...server, port }, answers };
}

/** Returns paths without parameters for which the sources define a GET route. */
function routesOf({
  host,
  root,
}: InspectedProject): (signal: AbortSignal) => Promise<readonly string[]> {
  let read: Promise<readonly string[]> | null = null;
  return (signal) => {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(READING_MS)]);
    // If reading the sources takes too long, they name no paths.
    read ??= loadSourceAnalysis()
      .then(({ readCode }) => readCode(host, root, { signal: limit }))
      .then(
        ({ routes }) =>
          routes
            .filter(({ method }) => method === 'GET' || method === 'ALL')
            .map(({ path }) => path),
        () => [],
      );
    return read;
  };
}
