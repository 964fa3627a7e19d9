/** Complete audits in the test's process: real files and rules, auditors one after another. */
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHost } from '../../harness/host.ts';
import { DEFAULT_AUDITORS } from '../../plugins/audit/auditors/auditor-registry.ts';
import {
  type AuditRequest,
  type AuditWorkers,
  coordinateAudit,
} from '../../plugins/audit/coordinate-audit.ts';
import { addCustomRules, readCustomRules } from '../../plugins/audit/custom-rules.ts';
import type {
  AuditCategory,
  AuditFinding,
  AuditReport,
} from '../../plugins/audit/document/audit-document.ts';
import type { AuditContext } from '../../plugins/audit/document/audited-project-context-schema.ts';
import {
  auditorResultFile,
  runAssignment,
} from '../../plugins/audit/run-auditor-from-audit-folder.ts';
import { auditView } from '../../plugins/audit/view/audit-view.ts';
import { renderMarkdown } from '../../reports/markdown/render-report-view-as-markdown.ts';
import { AUDIT_CACHE_VARIABLES } from './audit-cache-environment-variables.ts';
import { EMPTY_AUDIT_CONTEXT } from './audit-fixture-files.ts';
import { writeFiles } from './run-cli.ts';

/** A handler that sleeps: HIGH of sync-sleep-in-async at line 9. */
export const SLEEPING_HANDLER = `import time

from fastapi import FastAPI

app = FastAPI()

@app.get("/slow")
async def slow():
    time.sleep(1)
`;

export interface AuditOptions extends Partial<Omit<AuditRequest, 'root' | 'folder' | 'settings'>> {
  readonly exclude?: readonly string[] | null;
  readonly ruleFiles?: readonly string[];
  readonly workers?: Partial<AuditWorkers>;
  readonly context?: Partial<AuditContext>;
}

export interface AuditedProject {
  readonly root: string;
  readonly audit: (options?: AuditOptions) => Promise<AuditOutcome>;
}

export interface AuditOutcome {
  readonly report: AuditReport;
  readonly findings: readonly AuditFinding[];
  /** `sync-sleep-in-async app/main.py:9 HIGH`. */
  readonly said: readonly string[];
  readonly folder: string;
  readonly kept: (name: string) => string;
}

/** Creates a folder with these files, which can be audited repeatedly. */
export function createAuditedProject(
  files: Readonly<Record<string, string>>,
  root: string = mkdtempSync(join(tmpdir(), 'audit-project-')),
): AuditedProject {
  writeFiles(root, files);
  return { root, audit: (options = {}) => runAudit(root, options) };
}

async function runAudit(
  root: string,
  { exclude = null, ruleFiles = [], workers, context, ...request }: AuditOptions,
): Promise<AuditOutcome> {
  const folder = join(mkdtempSync(join(tmpdir(), 'audit-kept-')), '20261126T120000Z');
  const { signal } = new AbortController();
  const real = createHost({ env: { ...process.env, ...AUDIT_CACHE_VARIABLES } });
  const host = { ...real, terminal: { ...real.terminal, out: () => undefined } };
  const start: AuditWorkers['start'] = async ({ auditor }) => {
    await runAssignment(host, { auditor: auditor.id, folder, without: [] }, signal);
    return JSON.parse(
      readFileSync(join(folder, auditorResultFile(auditor.id)), 'utf8'),
    ) as AuditCategory;
  };
  const report = await coordinateAudit(
    host,
    {
      auditors: addCustomRules(DEFAULT_AUDITORS, await readCustomRules(host, ruleFiles)),
      cache: { results: null, store: () => undefined },
      discover: async () => ({
        sources: 1,
        skipped: [],
        context: { ...KNOWN, codebase_root: root, ...context },
      }),
      start,
      render: (document) => renderMarkdown(auditView(document)),
      measure: null,
      tracker: null,
      ...workers,
    },
    {
      root,
      folder,
      signal,
      failOn: null,
      countsSuspected: false,
      trend: false,
      timeoutMs: 10_000,
      answers: { baseline: null, changed: null },
      settings: { exclude, rule_files: ruleFiles },
      ...request,
    },
  );
  const findings = report.categories.flatMap((category) =>
    category.status === 'completed' ? category.findings : [],
  );
  return {
    report,
    findings,
    folder,
    said: findings.map(({ rule, location, severity }) => `${rule} ${location} ${severity}`),
    kept: (name) => readFileSync(join(folder, name), 'utf8'),
  };
}

const KNOWN: AuditContext = {
  ...EMPTY_AUDIT_CONTEXT,
  tech_stack: {
    db: [],
    orm: [{ name: 'sqlalchemy', version: null, from: 'requirements.txt' }],
    async: [{ name: 'fastapi', version: null, from: 'requirements.txt' }],
  },
};
