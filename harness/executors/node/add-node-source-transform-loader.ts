import { extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { preloadFlag } from '../../host/process/preload-into-node.ts';
import { childModule } from '../../host/process/resolve-child-module-path.ts';
import { needsSourceLoader, type SourceFiles } from '../../loader/needs-source-loader.ts';
import { SOURCE_EXTENSIONS } from '../../loader/source-extensions.ts';
import { describeTransformer } from '../../loader/transform-source.ts';
import type { Finding } from '../../model/finding.ts';
import type { CommandLine, Scenario } from '../../model/scenario/scenario.ts';
import { isNodeCommand } from './node-command-flags.ts';

/** Flags by which a command loads its sources in its own way, or runs no file. */
const OWN_WAY =
  /^(?:-r|--require|--import|--loader|--experimental-loader|-e|--eval|-p|--print|--test|--run)(?:=|$)/u;

export interface ScenarioWithLoader<S extends Scenario> {
  readonly scenario: S;
  readonly findings: readonly Finding[];
}

/** Adds the loader to `node file.ts` on both sides if plain Node.js cannot run either's file. */
export function addSourceLoader<S extends Scenario>(
  files: SourceFiles,
  scenario: S,
): ScenarioWithLoader<S> {
  const source = sourceToLoad(files, scenario);
  if (source === null) return { scenario, findings: [] };
  return { scenario: loading(scenario), findings: [toldOf(scenario, source)] };
}

/** Flags of Node.js that bring the loader into a program. */
export function loaderFlags({ loadsSources }: { readonly loadsSources?: true }): readonly string[] {
  if (loadsSources === undefined) return [];
  return [preloadFlag(import.meta.url, '../../loader/register')];
}

/** Returns Node.js flags that preload a file's compiler, if a program's threads load such files. */
export function transformerFlags(file: string): readonly string[] {
  const url = pathToFileURL(
    childModule(import.meta.url, '../../loader/keep-source-compiler-loaded-preload'),
  );
  url.searchParams.set('file', file);
  return [`--import=${url.href}`];
}

interface LoadedSource {
  readonly name: string;
  readonly path: string;
}

function sourceToLoad(files: SourceFiles, scenario: Scenario): LoadedSource | null {
  const started = startedBy(scenario);
  if (started === null) return null;
  const { command, cwd, env } = started;
  if (command.type === 'shell' || !isNodeCommand(command) || /--import|--require/u.test(env))
    return null;
  const words = command.argv.slice(1);
  const at = words.findIndex((word) => !word.startsWith('-'));
  const [name] = words.slice(at);
  if (at === -1 || name === undefined || words.slice(0, at).some((word) => OWN_WAY.test(word))) {
    return null;
  }
  const path = resolve(cwd, name);
  return SOURCE_EXTENSIONS.includes(extname(path)) && needsSourceLoader(files, path)
    ? { name, path }
    : null;
}

function startedBy(
  scenario: Scenario,
): { readonly command: CommandLine; readonly cwd: string; readonly env: string } | null {
  const { env } = scenario;
  if (scenario.kind === 'command') return { ...scenario, env: env.NODE_OPTIONS ?? '' };
  if (!('server' in scenario) || scenario.server === null) return null;
  return { ...scenario.server, env: scenario.server.env.NODE_OPTIONS ?? env.NODE_OPTIONS ?? '' };
}

function loading<S extends Scenario>(scenario: S): S {
  if (scenario.kind === 'command') return { ...scenario, loadsSources: true };
  return 'server' in scenario && scenario.server !== null
    ? { ...scenario, server: { ...scenario.server, loadsSources: true } }
    : scenario;
}

function toldOf(scenario: Scenario, { name, path }: LoadedSource): Finding {
  const cost =
    scenario.kind === 'command'
      ? ', which counts towards the measured time,'
      : ' before it accepts requests';
  return {
    id: 'transformed-sources',
    level: 'info',
    message: `${name} is loaded through ${loaderOf(path)}${cost} because Node.js cannot load it by itself.`,
    remedy: "To measure the shipped code instead, run the project's build output.",
  };
}

/**
 * Without a compiler the program still starts if only its imports need the loader; otherwise it
 * reports the missing compiler.
 */
function loaderOf(path: string): string {
  try {
    return describeTransformer(path);
  } catch {
    return 'the perf-harness loader';
  }
}
