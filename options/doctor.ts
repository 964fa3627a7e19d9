import type { Host } from '../harness/host.ts';
import { parseDuration } from '../harness/model/scenario/quantity.ts';
import { badOption } from '../harness/model/value/bad-option.ts';
import { CLINIC, ZERO_X } from '../profilers/package-tools.ts';
import { PYTHON_GRAMMAR } from '../project/code/python-grammar.ts';

/** What `doctor` is to do. */
export type DoctorOptions = Look | Installation;

/** To say what is found here. */
export interface Look {
  readonly type: 'look';
  /** How long the noise of this machine is measured, milliseconds; null: it is not. */
  readonly stabilityMs: number | null;
  /** The k6 that the environment names; null: none. */
  readonly k6Named: string | null;
  /** Whether it is printed as JSON. */
  readonly json: boolean;
}

/** To put a tool into the cache. */
export interface Installation {
  readonly type: 'install';
  readonly tool: InstallableTool;
  readonly version: string;
  /** Of k6; `any`: the release, and where that cannot be had, the source. */
  readonly from: InstallSource;
}

export type InstallSource = 'any' | 'release' | 'source';

/** The tools that can be installed, in the version that the tests run with. */
export const INSTALLABLE = {
  // As pinned in tools/k6/go.mod.
  k6: '2.2.0',
  'playwright-core': '1.65.1',
  lighthouse: '13.5.0',
  '0x': ZERO_X.version,
  clinic: CLINIC.version,
  [PYTHON_GRAMMAR]: '0.0.6',
} as const;
export type InstallableTool = keyof typeof INSTALLABLE;

/** As a command line says it. */
export interface DoctorWords {
  readonly stability?: string;
  /** A tool, with a version such as `k6@2.2.0` if need be. */
  readonly install?: string;
  readonly from?: InstallSource;
  readonly json?: boolean;
}

/** The least that says anything, milliseconds. */
const SHORTEST_MS = 1_000;

/** @throws UserError for a word that cannot be taken. */
export function readDoctor({ env }: Pick<Host, 'env'>, words: DoctorWords): DoctorOptions {
  const { install, from = 'any', stability, json = false } = words;
  if (install !== undefined) return { type: 'install', ...readTool(install), from };
  return {
    type: 'look',
    stabilityMs: stability === undefined ? null : readStability(stability),
    k6Named: env.PERF_HARNESS_K6_PATH ?? null,
    json,
  };
}

function readTool(text: string): Pick<Installation, 'tool' | 'version'> {
  const [, name, version] =
    /^((?:@[a-z0-9-]+\/)?[a-z0-9-]+)(?:@v?(\d+\.\d+\.\d+))?$/.exec(text) ?? [];
  const tools = Object.keys(INSTALLABLE) as InstallableTool[];
  const tool = tools.find((one) => one === name);
  if (tool !== undefined) return { tool, version: version ?? INSTALLABLE[tool] };
  throw badOption(
    `--install takes ${tools.join(', ')}, with a version such as k6@${INSTALLABLE.k6} if need be; found "${text}".`,
  );
}

function readStability(text: string): number {
  const durationMs = parseDuration(text);
  if (typeof durationMs === 'number' && durationMs >= SHORTEST_MS) return durationMs;
  throw badOption(`--stability takes a duration of at least 1 s, such as 60s; found "${text}".`);
}
