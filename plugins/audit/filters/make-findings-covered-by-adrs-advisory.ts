import { basename, join, posix } from 'node:path';
import type { Host } from 'perf-harness/plugin';
import { parse } from 'yaml';
import { z } from 'zod';
import type {
  AdvisoryFinding,
  AuditFinding,
  CompletedCategory,
} from '../document/audit-document.ts';
import { recountCategory } from '../scoring/category-score.ts';

/** Makes findings advisory, not counted, that a project decision covers (SH6-10, SH6-12). */
export function markPlannedFindings(
  category: CompletedCategory,
  plans: readonly ProjectDecision[],
): CompletedCategory {
  const planned = category.findings.flatMap((finding): readonly AdvisoryFinding[] => {
    const plan = plans.find((plan) => speaksOf(plan, finding));
    return plan === undefined ? [] : [{ finding, reason: `[Planned: ${plan.name}] ${plan.place}` }];
  });
  if (planned.length === 0) return category;
  const gone = new Set(planned.map(({ finding }) => finding));
  return recountCategory(category, {
    findings: category.findings.filter((finding) => !gone.has(finding)),
    advisory: [...category.advisory, ...planned],
  });
}

function speaksOf({ rules, paths }: ProjectDecision, { rule, check, file }: AuditFinding): boolean {
  const isOfRule = rules.length === 0 || rules.includes(rule) || rules.includes(check);
  const isThere =
    paths.length === 0 ||
    paths.some(
      (path) => file === path || file.startsWith(`${path}/`) || posix.matchesGlob(file, path),
    );
  return isOfRule && isThere;
}

/** A decision of the project that speaks of rules, of paths, or of both (SH6-10). */
interface ProjectDecision {
  /** `ADR-0007`, or the name of the list: `ROADMAP`. */
  readonly name: string;
  /** Path from the root, with the line of the decision. */
  readonly place: string;
  /** Ids of rules or checks; empty for all. */
  readonly rules: readonly string[];
  /** Files or folders from the root; empty: everywhere. */
  readonly paths: readonly string[];
}

const ADR_FOLDERS = ['docs/reference/adrs', 'docs/decisions'];
/** Folders in which projects write down their plans. */
const LISTS = ['.', 'docs', 'docs/project', 'docs/reference', 'docs/tasks'];
const LIST_FILE = /^(?<name>roadmap|todo)[\w-]*\.md$/iu;
/** Status of a decision that was rejected or no longer applies. */
const WITHDRAWN = /\b(?:rejected|superseded|deprecated|withdrawn)\b/iu;

const words = z.union([z.string().transform((word) => [word]), z.array(z.string())]).default([]);
const frontSchema = z.looseObject({ status: z.string().default(''), rules: words, paths: words });

/** Returns a project's decisions about rule findings. `known`: ids of rules and of checks. */
export function readDecisions(
  { files }: Pick<Host, 'files'>,
  root: string,
  known: ReadonlySet<string>,
): readonly ProjectDecision[] {
  const read = (
    folder: string,
    wanted: (name: string) => string | null,
  ): readonly ProjectDecision[] =>
    files.list(join(root, folder)).flatMap((file) => {
      const name = wanted(file);
      const text = name === null ? null : files.read(join(root, folder, file));
      if (name === null || text === null) return [];
      return plansOf(text, { name, file: folder === '.' ? file : `${folder}/${file}` }, known);
    });
  return [
    ...ADR_FOLDERS.flatMap((folder) => read(folder, adrName)),
    ...LISTS.flatMap((folder) =>
      read(folder, (file) => LIST_FILE.exec(file)?.groups?.name?.toUpperCase() ?? null),
    ),
  ];
}

/** `0007-outbox.md` and `ADR-7-outbox.md` are numbered; others go by their names. */
function adrName(file: string): string | null {
  if (!file.endsWith('.md') || /^readme\.md$/iu.test(file)) return null;
  const number = /^(?:adr[-_]?)?(\d+)/iu.exec(file)?.[1];
  return `ADR-${number ?? basename(file, '.md').replace(/^adr[-_]?/iu, '')}`;
}

function plansOf(
  text: string,
  { name, file }: { readonly name: string; readonly file: string },
  known: ReadonlySet<string>,
): readonly ProjectDecision[] {
  const front = /^---\r?\n(?<yaml>[\s\S]*?)\r?\n---(?:\r?\n|$)/u.exec(text);
  const said = readFront(front?.groups?.yaml ?? '');
  const status = /^(?:#+\s*status\s*\n+|[*_-]*\s*status[*_]*\s*:)\s*(.*)$/imu.exec(text)?.[1] ?? '';
  if (WITHDRAWN.test(said?.status ?? '') || WITHDRAWN.test(status)) return [];
  const rules = (said?.rules ?? []).filter((rule) => known.has(rule));
  const paths = (said?.paths ?? []).map(plainPath).filter((path) => path !== '');
  // A misspelt rule must not extend a decision to all rules.
  const isMisspelt = rules.length < (said?.rules.length ?? 0) && rules.length === 0;
  const whole =
    rules.length + paths.length === 0 || isMisspelt
      ? []
      : [{ name, place: `${file}:1`, rules, paths }];
  const head = front?.[0].split('\n').length ?? 0;
  return [
    ...whole,
    ...text.split('\n').flatMap((line, index) => {
      // An entry that is ticked off is done, and no longer a plan.
      if (index < head - 1 || /^\s*[-*] \[x\]/iu.test(line)) return [];
      const named = planOfLine(line, known);
      return named === null ? [] : [{ name, place: `${file}:${index + 1}`, ...named }];
    }),
  ];
}

function readFront(yaml: string): z.infer<typeof frontSchema> | null {
  try {
    return frontSchema.safeParse(parse(yaml)).data ?? null;
  } catch {
    return null;
  }
}

/** Parses a line naming both rules and paths; one with only rules or only paths may be prose. */
function planOfLine(
  line: string,
  known: ReadonlySet<string>,
): Pick<ProjectDecision, 'rules' | 'paths'> | null {
  const named = line.match(/[\w./*@-]+/gu) ?? [];
  const rules = named.filter((word) => known.has(word.replace(/\.$/u, '')));
  const paths = named.filter((word) => /[^/.]\/|[^./]\.[a-z]{1,4}$/u.test(word)).map(plainPath);
  if (rules.length === 0 || paths.length === 0) return null;
  return { rules: rules.map((rule) => rule.replace(/\.$/u, '')), paths };
}

function plainPath(path: string): string {
  return path.replace(/^\.\//u, '').replace(/[/.]+$/u, '');
}
