import { isAbsolute, relative } from 'node:path';
import { findCommandProgram } from '../../harness/executors/command/launcher/find-command-program.ts';
import { toPosixPath } from '../../harness/host/to-posix-path.ts';
import type { Host } from '../../harness/host.ts';
import { EXIT } from '../../harness/model/exit-code.ts';
import type { ProgressListener } from '../../harness/model/progress-event.ts';
import type { Scenario } from '../../harness/model/scenario/scenario.ts';
import { didYouMean } from '../../harness/model/scenario/suggest-nearest-word.ts';
import { UserError } from '../../harness/model/user-error.ts';
import { loadConfig } from '../../harness/scenario/project-config.ts';
import { EVERY_SCENARIO } from '../../harness/scenario/resolve-requested-scenarios.ts';
import {
  type EntryPoint,
  resolveEntryPoint,
} from '../../project/discover/resolve-code-entry-point.ts';
import { findScenarios } from '../project/find-requested-scenarios.ts';
import {
  findScenarioBySourceLocation,
  loadAllScenarios,
} from './find-scenario-by-source-location.ts';

/** `GET /orders/:id`, `/orders/{id}?page=1`. */
const ROUTE = /^(?:([A-Za-z]+)\s+)?(\/[^\s?]*)(?:\?\S*)?$/u;
/** A part of a route that matches any value. */
const ANY_PART = /^(?::\w+|\{\w+\}|\*)$/u;

/**
 * Returns the scenario that loads an endpoint; for a route without a method, GET is preferred.
 * null: the target is not a route, or no scenario loads it. @throws UserError if several scenarios
 * load it.
 */
export async function findScenarioByRoute(
  host: Host,
  root: string,
  target: string,
): Promise<string | null> {
  const [, method, route] = ROUTE.exec(target.trim()) ?? [];
  if (route === undefined) return null;
  const loading = (await loadAllScenarios(host, root)).filter((scenario) =>
    loads(scenario, method?.toUpperCase() ?? null, route),
  );
  const reading = loading.filter(
    (scenario) => scenario.kind === 'http' && scenario.request.method === 'GET',
  );
  const found = method === undefined && reading.length > 0 ? reading : loading;
  const names = found.map(({ name }) => name);
  const [name = null, ...others] = names;
  if (others.length === 0) return name;
  throw new UserError({
    code: 'target-ambiguous',
    message: `${target} is the target of ${names.length} scenarios: ${names.join(', ')}.`,
    remedy: 'Specify one of these scenarios.',
    exitCode: EXIT.blocked,
  });
}

function loads(scenario: Scenario, method: string | null, route: string): boolean {
  if (scenario.kind !== 'http') return false;
  const { method: own, url } = scenario.request;
  if (method !== null && method !== own.toUpperCase()) return false;
  const asked = new URL(url, 'http://localhost').pathname.split('/');
  const parts = route.split('/');
  return (
    asked.length === parts.length &&
    parts.every((part, at) => part === asked[at] || (ANY_PART.test(part) && asked[at] !== ''))
  );
}

/** A target to make faster, as requested. */
export interface TargetRequest {
  /** Folder of the project, absolute. */
  readonly root: string;
  /** A scenario's name or file, `file::symbol`, a route, or a command line. */
  readonly target: string;
  /** Folder, relative to the root, of the script created if nothing exercises the target yet. */
  readonly scriptFolder: string;
  /** Work that is measured for, in messages: `profile`. */
  readonly purpose: string;
  readonly signal: AbortSignal;
  readonly onProgress?: ProgressListener;
}

/** Meaning of a target after it was resolved. */
export type TargetResolution =
  /** Name of the scenario, which is also valid in the `targets` of a run. */
  | { readonly kind: 'scenario'; readonly name: string }
  | { readonly kind: 'code'; readonly location: string | null; readonly route: string | null }
  | { readonly kind: 'command'; readonly argv: readonly [string, ...string[]] };

/** Name of a program, no URL, method with path, or path: it has no colon, blank or slash. */
const PROGRAM = /^[\w.@+-]+$/u;

/**
 * Resolves a target: a scenario by its name or route; a command whose program exists; a place in
 * the code, or the scenario that calls it. @throws UserError if the project has nothing of that
 * name.
 */
export async function resolveTarget(
  host: Host,
  { root, target }: Pick<TargetRequest, 'root' | 'target'>,
): Promise<TargetResolution> {
  const scenario =
    (await scenarioNamed(host, root, target)) ?? (await findScenarioByRoute(host, root, target));
  if (scenario !== null) return { kind: 'scenario', name: scenario };
  const argv = commandLine(target);
  if (argv !== null && isProgramThere(host, root, argv)) return { kind: 'command', argv };
  const entry = await entryOf(host, root, target);
  const caller = await findScenarioBySourceLocation(host, root, entry);
  if (caller !== null) return { kind: 'scenario', name: caller };
  const { file, route } = entry;
  const location = file !== null && isAbsolute(file) ? toPosixPath(relative(root, file)) : file;
  return { kind: 'code', location, route };
}

async function scenarioNamed(host: Host, root: string, target: string): Promise<string | null> {
  if (target.includes('::')) return null;
  const inside = { ...host, cwd: root };
  const config = await loadConfig(inside, root);
  try {
    const found = await findScenarios(inside, config, { ...EVERY_SCENARIO, targets: [target] });
    return found.length === 1 ? (found[0]?.name ?? null) : null;
  } catch (error) {
    // Even if it is invalid as a scenario, it may still be a place in the code.
    if (error instanceof UserError) return null;
    throw error;
  }
}

/**
 * Splits a target into a command line, if it has several words and the first may be a program; null
 * for a route with its method.
 */
function commandLine(target: string): readonly [string, ...string[]] | null {
  const [program = '', ...others] = target.trim().split(/\s+/u);
  if (others.length === 0 || !PROGRAM.test(program)) return null;
  const isRoute = /^[A-Z]+$/u.test(program) && others[0]?.startsWith('/') === true;
  return isRoute ? null : [program, ...others];
}

/** Names of scenarios have several words too. */
function isProgramThere(
  { files, env, platform: { programs } }: Host,
  root: string,
  argv: readonly [string, ...string[]],
): boolean {
  const command = { type: 'argv', argv } as const;
  return findCommandProgram({ files, programs }, command, root, env).type === 'found';
}

async function entryOf(host: Host, root: string, target: string): Promise<EntryPoint> {
  try {
    return resolveEntryPoint(host.files, root, target);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const names = (await loadAllScenarios(host, root)).map(({ name }) => name);
    throw new UserError({
      code: 'target-not-found',
      message: `cannot find ${target} in codebase${didYouMean(target, names).replace(/^ /u, '. ')}`,
      remedy: `Specify a scenario${listed(names)}, \`path/from/the/root.ts::function\`, the route of an endpoint, or a command in quotes.`,
      exitCode: EXIT.blocked,
      cause: error,
    });
  }
}

const LISTED = 10;

function listed(names: readonly string[]): string {
  if (names.length === 0) return '';
  const more = names.length > LISTED ? ` and ${names.length - LISTED} more` : '';
  const shown = names.slice(0, LISTED).map((name) => `"${name}"`);
  return ` (${shown.join(', ')}${more})`;
}
