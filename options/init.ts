import { join } from 'node:path';
import type { BudgetPreset } from '../harness/model/scenario/budget-preset.ts';
import { badOption } from '../harness/model/value/bad-option.ts';

/** What `init` writes. */
export interface InitOptions {
  /**
   * A configuration and a first scenario; or one of these alone: the file of a CI service, rules and
   * dashboards from budgets, what coding agents read.
   */
  readonly writes: CiService | 'first' | 'monitoring' | 'agents';
  /** Whether somebody is asked before. */
  readonly asks: boolean;
  /** Whether files that are there are written over. */
  readonly force: boolean;
}

/** What `init k6` writes. */
export interface InitK6Options {
  /** An OpenAPI or HAR file, or the URL of a server that is up; null: the home page alone. */
  readonly from: string | null;
  readonly shape: LoadShape;
  /** Factor of all durations. */
  readonly scale: number;
  readonly preset: BudgetPreset;
  readonly script: string;
  readonly force: boolean;
}

/** What `init function` writes. */
export interface InitFunctionOptions {
  /** `file::function`, or the name of a function. */
  readonly target: string;
  /** What the function is called with; null: the tests are watched. */
  readonly given: readonly unknown[] | null;
  /** A benchmark of the project's own tool, at several sizes of the arguments, in place of a scenario. */
  readonly bench: boolean;
  /** The scenario; null: in `scenarios/`, by the name of the function. */
  readonly out: string | null;
  readonly force: boolean;
}

/** CI services that a job can be written for. */
export const CI_SERVICES = ['github', 'gitlab'] as const;
export type CiService = (typeof CI_SERVICES)[number];

/** Courses of load that a script can begin with. */
export const LOAD_SHAPES = ['smoke', 'ramp-50-100-0', 'soak', 'spike', 'breakpoint'] as const;
export type LoadShape = (typeof LOAD_SHAPES)[number];

/** As command lines say it. */
export interface InitWords {
  readonly yes?: boolean;
  readonly force?: boolean;
  readonly ci?: CiService;
  readonly monitoring?: boolean;
  readonly agents?: boolean;
}

export interface InitK6Words {
  readonly from?: string;
  readonly shape: LoadShape;
  readonly scale: string;
  readonly preset: BudgetPreset;
  readonly out?: string;
  readonly force?: boolean;
}

export interface InitFunctionWords {
  readonly target: string;
  /** A JSON list. */
  readonly args?: string;
  readonly bench?: boolean;
  readonly out?: string;
  readonly force?: boolean;
}

/** @throws UserError for two that are written one at a time. */
export function readInit(words: InitWords): InitOptions {
  const { yes = false, force = false, ci, monitoring = false, agents = false } = words;
  const asked = [
    ...(ci === undefined ? [] : [{ option: '--ci', writes: ci }]),
    ...(monitoring ? [{ option: '--monitoring', writes: 'monitoring' as const }] : []),
    ...(agents ? [{ option: '--agents', writes: 'agents' as const }] : []),
  ];
  if (asked.length > 1) {
    const named = asked.map(({ option }) => option).join(' and ');
    throw badOption(`${named} write different files.`, 'Call init once for each.');
  }
  return { writes: asked[0]?.writes ?? 'first', asks: !yes, force };
}

/** @throws UserError for a word that cannot be taken. */
export function readInitK6(words: InitK6Words): InitK6Options {
  const { from = null, shape, preset, out = join('load', 'k6.js'), force = false } = words;
  return { from, shape, scale: readScale(words.scale), preset, script: out, force };
}

/** @throws UserError for a word that cannot be taken. */
export function readInitFunction(words: InitFunctionWords): InitFunctionOptions {
  const { target, args, bench = false, out = null, force = false } = words;
  return { target, given: args === undefined ? null : readList(args), bench, out, force };
}

function readScale(text: string): number {
  const scale = Number(text);
  if (Number.isFinite(scale) && scale > 0) return scale;
  throw badOption(`--scale takes a factor above 0, such as 0.1; found "${text}".`);
}

function readList(text: string): readonly unknown[] {
  try {
    const list: unknown = JSON.parse(text);
    if (Array.isArray(list)) return list;
  } catch {
    // Said below.
  }
  throw badOption(
    `--args takes what the function is called with as a JSON list, such as '["a", 3]'; found ${text.slice(0, 60)}.`,
  );
}
