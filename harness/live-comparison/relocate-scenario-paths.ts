import { basename, isAbsolute } from 'node:path';
import { type PathMappings, relocatePath } from '../host/path-mappings.ts';
import { createSideEnvironmentVariables } from '../host/process/compared-side-environment-variables.ts';
import { assertNever } from '../model/assert-never.ts';
import type { Side } from '../model/base-or-head-of-comparison.ts';
import type {
  CommandLine,
  FunctionBody,
  PageFlow,
  Scenario,
  ServerSettings,
} from '../model/scenario/scenario.ts';

type Variables = Scenario['env'];

/** Returns the scenario with the paths, environment variables and Node.js of a side. */
export function relocateScenarioPaths(
  scenario: Scenario,
  mappings: PathMappings,
  side: Pick<Side, 'env' | 'nodePath'>,
  inheritedPath: string | undefined,
): Scenario {
  const move = (path: string): string => relocatePath(path, mappings);
  const { source, prepare } = scenario;
  const { nodePath } = side;
  const relocateVariables = (variables: Variables, path: string | undefined): Variables => ({
    ...moveValues(variables, move),
    ...createSideEnvironmentVariables(side, variables.PATH ?? path),
  });
  const common = {
    source: source === null ? null : { ...source, file: move(source.file) },
    cwd: move(scenario.cwd),
    prepare: prepare === null ? null : moveCommand(prepare, move, nodePath),
    env: relocateVariables(scenario.env, inheritedPath),
    nodePath: side.nodePath ?? scenario.nodePath,
  };
  const moveServer = (server: ServerSettings | null): ServerSettings | null =>
    server && {
      ...server,
      command: moveCommand(server.command, move, nodePath),
      cwd: move(server.cwd),
      env: relocateVariables(server.env, scenario.env.PATH ?? inheritedPath),
    };
  switch (scenario.kind) {
    case 'function':
      return { ...scenario, ...common, body: moveBody(scenario.body, move) };
    case 'command':
      return { ...scenario, ...common, command: moveCommand(scenario.command, move, nodePath) };
    case 'http':
      return { ...scenario, ...common, server: moveServer(scenario.server) };
    case 'page':
      return {
        ...scenario,
        ...common,
        server: moveServer(scenario.server),
        ...(scenario.flow === undefined ? {} : { flow: moveFlow(scenario.flow, move) }),
      };
    case 'k6':
      return {
        ...scenario,
        ...common,
        script: move(scenario.script),
        server: moveServer(scenario.server),
      };
    default:
      return assertNever(scenario);
  }
}

/** Moves the values that are paths, such as the folder that a program was built to. */
function moveValues(variables: Variables, move: (path: string) => string): Variables {
  return Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [name, isPath(value) ? move(value) : value]),
  );
}

function isPath(text: string): boolean {
  return isAbsolute(text);
}

/** Moves only arguments that are entirely a path; paths inside other arguments stay as they are. */
function moveCommand(
  command: CommandLine,
  move: (path: string) => string,
  nodePath: string | null,
): CommandLine {
  if (command.type === 'shell') return command;
  const [program, ...args] = command.argv;
  const moved = (word: string): string => (isPath(word) ? move(word) : word);
  // If the sides use different versions of Node.js, its path stands for the side's own.
  const isNode =
    nodePath !== null && isPath(program) && /^node(?:\.exe)?$/iu.test(basename(program));
  return { type: 'argv', argv: [isNode ? nodePath : moved(program), ...args.map(moved)] };
}

function moveFlow(flow: PageFlow, move: (path: string) => string): PageFlow {
  return flow.file === null ? flow : { ...flow, file: move(flow.file) };
}

function moveBody(body: FunctionBody, move: (path: string) => string): FunctionBody {
  return body.type === 'scenario' ? body : { ...body, file: move(body.file) };
}
