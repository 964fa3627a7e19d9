import { join, relative, resolve } from 'node:path';
import type { z } from 'zod';
import { PLUGIN_CONFIG_SECTIONS } from '../../registry/official-plugin-config-sections.ts';
import type { Host } from '../host.ts';
import type { NormOverrides } from '../model/scenario/industry-duration-norms.ts';
import { findProject } from './find-project-root-and-config.ts';
import { DEFAULT_SCENARIOS } from './find-scenario-files.ts';
import { readConfigFile } from './load/read-config-file.ts';
import { configSchema, type HistoryRetention, type ReadConfig } from './schema/config-schema.ts';
import type { SamplingDefaults } from './schema/sampling-schema.ts';
import {
  createMistakesError,
  throwMistakes,
  zodIssuesToMistakes,
} from './schema/user-input-mistake.ts';

/** Defaults for settings that a scenario does not state. */
export interface ScenarioDefaults {
  readonly sampling: SamplingDefaults;
  /** null: the built-in rule. */
  readonly timeoutMs: number | null;
  /** As a ratio; null: the metric's own. */
  readonly margin: number | null;
  /** Below the scenario's own variables. */
  readonly env: Readonly<Record<string, string>>;
  /** Before the scenario's own flags. */
  readonly nodeArgs: readonly string[];
}

/** The configuration as read: validated, defaults filled, plain data. */
export interface Config {
  /** Project root: folder of the config, else of the nearest package.json, else the start. */
  readonly root: string;
  /** Configuration file; null if there is none. */
  readonly file: string | null;
  /** Folder of records, baselines and caches. */
  readonly stateFolder: string;
  /** Files, folders or globs, from the root. */
  readonly scenarios: readonly string[];
  /** True if the config names them; false for the default. */
  readonly scenariosGiven: boolean;
  /** Absolute path of the k6 to use; null: found automatically. */
  readonly k6Path: string | null;
  /** k6 named by caller or environment, overriding any file's; null where neither names one. */
  readonly k6Named: string | null;
  /** Number of records kept for each scenario. */
  readonly keepRecords: number;
  /** PostgreSQL URL of a shared history, or its variable's name; null: in the state folder. */
  readonly historyUrl: string | null;
  /** True if measurements are pushed to that database at the end of a command. */
  readonly historyPush: boolean;
  /** null: kept forever. */
  readonly historyKeep: HistoryRetention | null;
  /** Reporters if the command line gives none, as `name` or `name=file`, absolute files. */
  readonly reporters: readonly string[];
  /** Plugins by package, or by file from the root. */
  readonly plugins: readonly string[];
  /** Normal durations of operations in this project, which replace the built-in ranges. */
  readonly norms: NormOverrides;
  /** Files, folders or globs of the project's own code rules, from the root. */
  readonly codeRules: readonly string[];
  /** Sections of plugins, as they were written. */
  readonly sections: Readonly<Record<string, unknown>>;
  /** Files, folders or globs copied to a base that lacks them, relative to the root. */
  readonly carry: readonly string[];
  /** Folder that is shipped, relative to each package; null: sources are measured. */
  readonly target: string | null;
  readonly defaults: ScenarioDefaults;
}

const DEFAULT_KEEP_RECORDS = 200;
const STATE_FOLDER = '.perf-harness';

/** Reads the nearest configuration upwards. @throws UserError naming every mistake. */
export async function loadConfig(
  host: Host,
  startFolder: string,
  explicitPath?: string,
): Promise<Config> {
  const { root, configFile } = findProject(host.files, resolve(startFolder), explicitPath);
  if (configFile === null) return withVariables(defaultConfig(root), host);
  const raw = await readConfigFile(host, configFile);
  const result = configSchema.safeParse(raw);
  if (result.success) return withVariables(fillConfig(root, configFile, result.data), host);
  const where = [relative(host.cwd, configFile)];
  const about = { code: 'config-invalid', where };
  const [first, ...others] = zodIssuesToMistakes(result.error.issues, raw, about);
  throw createMistakesError(first ?? { ...about, problem: 'invalid configuration' }, others);
}

/** Applies environment variables, which override the file. */
function withVariables(config: Config, { cwd, env }: Host): Config {
  const named = env.PERF_HARNESS_K6_PATH;
  return named === undefined ? config : setK6Path(config, resolve(cwd, named));
}

/** Returns the configuration with a different path of k6. */
export function setK6Path(config: Config, path: string): Config {
  return { ...config, k6Path: path, k6Named: path };
}

export function defaultConfig(root: string): Config {
  return fillConfig(root, null, {});
}

function fillConfig(root: string, file: string | null, read: ReadConfig): Config {
  return {
    root,
    file,
    stateFolder: join(root, STATE_FOLDER),
    scenarios: read.scenarios ?? DEFAULT_SCENARIOS,
    scenariosGiven: read.scenarios !== undefined,
    k6Path: read.k6Path === undefined ? null : resolve(root, read.k6Path),
    k6Named: null,
    keepRecords: read.keepRecords ?? DEFAULT_KEEP_RECORDS,
    historyUrl: read.history?.url ?? null,
    historyPush: read.history?.push ?? true,
    historyKeep: read.history?.keep ?? null,
    reporters: (read.reporters ?? []).map((reporter) => placeReport(root, reporter)),
    plugins: read.plugins ?? [],
    norms: read.norms ?? {},
    codeRules: read.codeRules ?? [],
    sections: Object.fromEntries(
      PLUGIN_CONFIG_SECTIONS.flatMap((key) => (read[key] === undefined ? [] : [[key, read[key]]])),
    ),
    carry: read.carry ?? [],
    target: read.target ?? null,
    defaults: {
      sampling: read.trials ?? {},
      timeoutMs: read.timeout ?? null,
      margin: read.margin ?? null,
      env: read.env ?? {},
      nodeArgs: read.nodeArgs ?? [],
    },
  };
}

/** Returns the reporter with its file, if any, resolved against the root. */
function placeReport(root: string, reporter: string): string {
  const [name, path = ''] = reporter.split(/=(.*)/s);
  return path === '' ? reporter : `${name}=${resolve(root, path)}`;
}

/** Reads a plugin's section; undefined if there is none. @throws UserError naming every mistake. */
export function readSection<T>(
  { cwd }: Pick<Host, 'cwd'>,
  { file, sections }: Pick<Config, 'file' | 'sections'>,
  key: string,
  schema: z.ZodType<T>,
): T | undefined {
  const value = sections[key];
  if (value === undefined) return undefined;
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  const about = { code: 'config-invalid', where: file === null ? [] : [relative(cwd, file)] };
  const issues = read.error.issues.map((issue) => ({ ...issue, path: [key, ...issue.path] }));
  throwMistakes(zodIssuesToMistakes(issues, sections, about));
  throw createMistakesError({ ...about, problem: `${key} is invalid` });
}

/** Flags of a command line that name a project and its tools. */
interface ProjectFlags {
  readonly config?: string;
  readonly stateDir?: string;
  readonly k6Path?: string;
}

/** The project of the folder that a command was started in: its words over variables over the file. */
export async function openProject(
  host: Host,
  { config: file, stateDir, k6Path }: ProjectFlags,
): Promise<Config> {
  const loaded = await loadConfig(host, host.cwd, file);
  const config = k6Path === undefined ? loaded : setK6Path(loaded, resolve(host.cwd, k6Path));
  return stateDir === undefined ? config : { ...config, stateFolder: resolve(host.cwd, stateDir) };
}

/** Returns flags to reopen this project, less environment settings, which may differ elsewhere. */
export function formatProjectFlags(
  { env }: Pick<Host, 'env'>,
  { config, stateDir, k6Path }: ProjectFlags,
): readonly string[] {
  const isOfShell = stateDir === env.PERF_HARNESS_STATE_DIR;
  return [
    ...(config === undefined ? [] : ['--config', config]),
    ...(stateDir === undefined || isOfShell ? [] : ['--state-dir', stateDir]),
    ...(k6Path === undefined ? [] : ['--k6-path', k6Path]),
  ];
}
