/** Small projects that an auditor inspects in this process, and the marks in them. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHost } from '../../harness/host.ts';
import { openProjectCode } from '../../plugins/analysis/project-code-with-call-sites-and-syntax-trees.ts';
import { createReachabilityLookup } from '../../plugins/audit/analysis/function-reachability-lookup.ts';
import type { CompletedCategory } from '../../plugins/audit/document/audit-document.ts';
import type { AuditContext } from '../../plugins/audit/document/audited-project-context-schema.ts';
import type { Auditor } from '../../plugins/audit/rule.ts';
import { runAuditor } from '../../plugins/audit/run-auditor-rules.ts';
import { ROOT } from '../repository/read-repository-sources.ts';
import { writeFiles } from './run-cli.ts';
import { withUnguardedGit } from './run-git-without-process-guardian.ts';

const FIXTURES = join(ROOT, 'test/fixtures/audit');

/** Context of a project that states nothing about itself. */
export const EMPTY_AUDIT_CONTEXT: AuditContext = {
  tech_stack: { db: [], orm: [], async: [] },
  best_practices: {},
  db_config: {
    expire_on_commit: null,
    autoflush: null,
    isolation_level: null,
    triggers: [],
    pool_size: null,
    max_overflow: null,
    autocommit: null,
    trigger_functions: [],
    notifications: [],
    table_models: [],
  },
  unread: [],
  migrations: [],
  team_id: null,
  conflicts: [],
  codebase_root: '',
  domain: null,
};

/** Runs an auditor on a project with these files. */
export async function auditFiles(
  auditor: Auditor,
  files: Readonly<Record<string, string>>,
  context: Partial<AuditContext> = {},
): Promise<CompletedCategory> {
  const root = mkdtempSync(join(tmpdir(), 'audited-'));
  try {
    writeFiles(root, files);
    const code = await openProjectCode(withUnguardedGit(createHost()), root);
    const audited = {
      code,
      reachedBy: createReachabilityLookup(code),
      context: { ...EMPTY_AUDIT_CONTEXT, codebase_root: root, ...context },
    };
    return await runAuditor(auditor, audited, { begin: () => undefined, without: [] });
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** A folder `test/fixtures/audit/<rule>/`: a project whose lines state what to report on them. */
export interface AuditFixture {
  readonly rule: string;
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  readonly context: Partial<AuditContext>;
  /** `app/main.py:13 HIGH`, `app/main.py:20 dismissed`, `app/main.py:24 needs context`; sorted. */
  readonly marks: readonly string[];
}

/** Reads all fixtures of a rule; a fixture's `context.json` is its project's known context. */
export function readAuditFixtures(rule: string): readonly AuditFixture[] {
  const folder = join(FIXTURES, rule);
  return readdirSync(folder).map((name) => {
    const { 'context.json': context = '{}', ...files } = filesBelow(join(folder, name));
    const marks = Object.entries(files).flatMap(([file, text]) => marksOf(file, text));
    return { rule, name, files, context: JSON.parse(context), marks: marks.sort() };
  });
}

/** Returns the findings of a rule, in the form of marks. */
export function formatFindingMarks(
  rule: string,
  { findings, dismissed }: CompletedCategory,
): readonly string[] {
  return [
    ...findings
      .filter((finding) => finding.rule === rule)
      .map(({ location, severity, needs_context: note }) =>
        note === null ? `${location} ${severity}` : `${location} needs context`,
      ),
    ...dismissed
      .filter((finding) => finding.rule === rule)
      .map(({ location }) => `${location} dismissed`),
  ].sort();
}

/** `# found HIGH`, `// dismissed`, `-- needs context` at the end of a line; more of a line by commas. */
function marksOf(file: string, text: string): readonly string[] {
  return text.split('\n').flatMap((line, index) => {
    const mark =
      /(?:#|\/\/|--) ((?:found (?:CRITICAL|HIGH|MEDIUM|LOW)|dismissed|needs context)(?:, |$))+/u.exec(
        line,
      );
    if (mark === null) return [];
    return mark[0]
      .replace(/^\S+ /u, '')
      .split(', ')
      .map((mark) => `${file}:${index + 1} ${mark.replace('found ', '')}`);
  });
}

function filesBelow(folder: string, prefix = ''): Readonly<Record<string, string>> {
  return Object.fromEntries(
    readdirSync(join(folder, prefix)).flatMap((name): (readonly [string, string])[] => {
      const path = prefix === '' ? name : `${prefix}/${name}`;
      if (statSync(join(folder, path)).isDirectory())
        return Object.entries(filesBelow(folder, path));
      return [[path, repeatLines(readFileSync(join(folder, path), 'utf8'))]];
    }),
  );
}

/** Writes out `total += {n} # 78 times`; a fixture thus states how many lines a rule needs. */
function repeatLines(text: string): string {
  return text.replace(
    /^(?<line>.*) (?:#|\/\/) (?<count>\d+) times(?<fromOne> from 1)?$/gmu,
    (_, line: string, count: string, fromOne?: string) =>
      Array.from({ length: Number(count) }, (_, n) =>
        line.replaceAll('{n}', String(fromOne === undefined ? n : n + 1)),
      ).join('\n'),
  );
}
