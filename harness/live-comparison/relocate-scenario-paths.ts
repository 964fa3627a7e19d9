import { basename, isAbsolute, resolve } from 'node:path';
import { createSideEnvironmentVariables } from '../host/process/compared-side-environment-variables.ts';
import { relativePathInside } from '../host/relative-path-inside.ts';
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

/** Folder prefixes with their replacements; the first match applies. */
export type PathMappings = readonly (readonly [from: string, to: string])[];

/** Points every path of the project or repository into the side, with its variables and Node.js. */
export function relocateScenarioPaths(
  scenario: Scenario,
  places: PathMappings,
  side: Pick<Side, 'env' | 'nodePath'>,
  inheritedPath: string | undefined,
): Scenario {
  const move = (path: string): string => relocatePath(path, places);
  const { source, prepare } = scenario;
  const { nodePath } = side;
  const variables = (own: Variables, path: string | undefined): Variables => ({
    ...moveValues(own, move),
    ...createSideEnvironmentVariables(side, own.PATH ?? path),
  });
  const common = {
    source: source === null ? null : { ...source, file: move(source.file) },
    cwd: move(scenario.cwd),
    prepare: prepare === null ? null : moveCommand(prepare, move, nodePath),
    env: variables(scenario.env, inheritedPath),
    nodePath: side.nodePath ?? scenario.nodePath,
  };
  const moveServer = (server: ServerSettings | null): ServerSettings | null =>
    server && {
      ...server,
      command: moveCommand(server.command, move, nodePath),
      cwd: move(server.cwd),
      env: variables(server.env, scenario.env.PATH ?? inheritedPath),
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

/** Maps a path inside one of the folders to its replacement; other paths are returned unchanged. */
export function relocatePath(path: string, places: PathMappings): string {
  for (const [from, to] of places) {
    const inside = relativePathInside(from, path);
    if (inside !== null) return resolve(to, inside);
  }
  return path;
}

/** Paths in variables belong to the side, such as the folder its program was built to. */
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
  // A Node.js given by its path means that of the side, if the sides use different versions.
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
