import type { Host } from '../harness/host.ts';
import { BUDGET_PRESETS, type BudgetPreset } from '../harness/model/scenario/budget-preset.ts';
import type { Config } from '../harness/scenario/config.ts';
import { openProject, type ProjectWords } from './groups/project.ts';
import { type ReportChoice, type ReportWords, readReports } from './groups/reports.ts';
import { type IncidentMaterial, type MaterialWords, readMaterial } from './investigate.ts';
import { badOption } from './values/bad-option.ts';
import { momentOf, readMoment } from './values/moment.ts';

/** A kept investigation, and how it is told. */
export interface KeptOptions {
  readonly config: Config;
  /** Its identifier or the beginning of it; null: the newest. */
  readonly key: string | null;
  /** null: none was asked for. */
  readonly reports: readonly ReportChoice[] | null;
}

/** What `investigate verify` looks at. */
export interface VerifyOptions extends KeptOptions, IncidentMaterial {
  /** When the fix came into use, in milliseconds since 1970, or the ref of git that it is. */
  readonly after: { readonly at: number } | { readonly ref: string };
  /** What the fix is called; null: as its commit or deployment is. */
  readonly fix: string | null;
  /** null: held against the level before the incident alone. */
  readonly preset: BudgetPreset | null;
}

/** How `investigate close` ends one. */
export interface CloseOptions extends KeptOptions {
  /** A place in the ranking, or words. */
  readonly cause: number | string;
  /** Milliseconds since 1970; null: as it was verified. */
  readonly resolvedAt: number | null;
  readonly learned: readonly string[];
}

/** As a command line says it. */
export interface KeptWords extends ProjectWords, ReportWords {
  readonly id?: string | undefined;
}
export interface VerifyWords extends KeptWords, MaterialWords {
  readonly after?: string;
  readonly fix?: string;
  readonly preset?: string;
}
export interface CloseWords extends KeptWords {
  readonly cause?: string;
  readonly resolved?: string;
  readonly learned?: readonly string[];
}

export async function readKept(host: Host, words: KeptWords): Promise<KeptOptions> {
  const config = await openProject(host, words);
  return {
    config,
    key: words.id ?? null,
    reports: words.reporter === undefined ? null : readReports(host, words, []),
  };
}

/** What is to be shown again, in the reporters of the project where none is named. */
export async function readShown(
  host: Host,
  words: KeptWords,
): Promise<KeptOptions & { readonly reports: readonly ReportChoice[] }> {
  const kept = await readKept(host, words);
  return { ...kept, reports: readReports(host, words, kept.config.reporters) };
}

/** @throws UserError where the moment of the fix or the logs are missing, and for words that cannot be taken. */
export async function readVerify(host: Host, words: VerifyWords): Promise<VerifyOptions> {
  const kept = await readKept(host, words);
  if (words.after === undefined || words.after.trim() === '')
    throw badOption(
      'investigate verify needs to know when the fix came into use; --after is missing.',
      'Name a moment or a ref of git: --after 2026-11-24T16:05Z, or --after v1.4.2',
    );
  const material = readMaterial(host, words);
  if (material.logs.length === 0)
    throw badOption(
      'investigate verify reads what happened since the fix; no logs were named.',
      'Name them: --logs access.log, and --metrics system.log for numbers of resources',
    );
  const now = host.clock.now();
  const at = momentOf(words.after, now);
  if (at !== null && at > now.getTime())
    throw badOption(`--after is in the future: "${words.after}".`);
  return {
    ...kept,
    ...material,
    after: at === null ? { ref: words.after } : { at },
    fix: words.fix ?? null,
    preset: readPreset(words.preset),
  };
}

/** @throws UserError where no cause is named. */
export async function readClose(host: Host, words: CloseWords): Promise<CloseOptions> {
  const kept = await readKept(host, words);
  const cause = words.cause?.trim() ?? '';
  if (cause === '')
    throw badOption(
      'investigate close keeps what the cause was; --cause is missing.',
      'Name its place in the ranking, or say it: --cause 1, or --cause "the disk of the replica was full"',
    );
  const now = host.clock.now();
  const resolvedAt =
    words.resolved === undefined ? null : readMoment('--resolved', words.resolved, now);
  if (resolvedAt !== null && resolvedAt > now.getTime())
    throw badOption(`--resolved is in the future: "${words.resolved}".`);
  return {
    ...kept,
    cause: /^\d{1,4}$/u.test(cause) ? Number(cause) : cause,
    resolvedAt,
    learned: words.learned ?? [],
  };
}

function readPreset(word: string | undefined): BudgetPreset | null {
  if (word === undefined) return null;
  const found = BUDGET_PRESETS.find((one) => one === word);
  if (found !== undefined) return found;
  throw badOption(`--preset takes ${BUDGET_PRESETS.join(', ')}; found "${word}".`);
}
